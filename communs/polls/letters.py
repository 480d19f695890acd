"""Letters about polls: that one closes soon, to who has not voted; what came of it, to who has.

Each letter is queued in the transaction that notes it, so that nobody gets it twice, however often
this begins anew; a batch at a time, so that nobody who votes has to wait long.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from backend import journal
from backend.mail.writing import queue_written
from backend.markdown import plain
from communs.attention.queries import deaf_to
from communs.groups.actors import those_who_see
from communs.groups.models import Role
from communs.people.letters import Matter
from communs.people.models import Person
from communs.threads.links import link_to
from communs.threads.models import Message

from .models import Poll, Voter

BATCH = 50  # letters at once


def remind_due() -> None:
    """Write to those who may vote and have not, where the end is near."""
    for poll in [*Poll.objects.standing().reminding().values_list("pk", flat=True)]:
        while remind_some(poll):
            pass


def tell_outcome(poll: UUID) -> None:
    """Write to those who voted what came of it; who was told is not told of corrections."""
    while _tell_some(poll):
        pass


def remind_some(key: UUID) -> bool:
    """Write to the next of them; whether there may be more."""
    with journal.atomic():
        due = Poll.objects.select_for_update(no_key=True, of=("self",)).standing().reminding()
        poll = due.select_related("thread", "message").filter(pk=key).first()
        if poll is None:
            return False
        people = _asked(poll)
        for person in _reached(poll, people):
            _write("polls/closing_soon", poll, person, closes_at=poll.closes_at)
        if len(people) < BATCH:
            poll.reminds_at = poll.reminded_up_to = None
        else:
            poll.reminded_up_to = people[-1].pk
        poll.save(update_fields=["reminds_at", "reminded_up_to"])
        return poll.reminds_at is not None


def _tell_some(key: UUID) -> bool:
    with journal.atomic():
        untold = Voter.objects.select_for_update(no_key=True, of=("self",)).filter(told_at=None)
        voters = [*untold.select_related("person").filter(poll=key)[:BATCH]]
        polls = Poll.objects.standing().select_related("thread", "message", "outcome")
        poll = polls.filter(pk=key, outcome__isnull=False).first()
        if poll is None or poll.outcome is None or not voters:
            return False
        for person in _reached(poll, [voter.person for voter in voters]):
            _write("polls/outcome", poll, person, statement=plain(poll.outcome.statement))
        told = Voter.objects.filter(pk__in=[voter.pk for voter in voters])
        told.update(told_at=timezone.now())
        return True


def _asked(poll: Poll) -> Sequence[Person]:
    """Give the next of those whom a reminder is for, in the order of their keys.

    They are the members of the group that looks after the thread; without one, those who spoke in
    it: whoever opens a poll for the whole network does not thereby write to the whole network.
    """
    group = poll.thread.group_id
    writing = [role for role in Role if role != Role.OBSERVER]
    spoke = Message.objects.filter(thread=poll.thread_id).values("author")
    people = Person.objects.members()
    if group:
        people = people.filter(memberships__group=group, memberships__role__in=writing)
    else:
        people = people.filter(pk__in=spoke)
    if poll.reminded_up_to:
        people = people.filter(pk__gt=poll.reminded_up_to)
    voted = Voter.objects.filter(poll=poll).values("person")
    return [*people.exclude(pk__in=voted).order_by("pk")[:BATCH]]


def _reached(poll: Poll, people: Sequence[Person]) -> list[Person]:
    """Give those who see the poll at this moment, and want to hear of its thread."""
    keys = {person.pk for person in people}
    hearing = those_who_see(poll.thread.audience, keys) - deaf_to(poll.thread_id, keys)
    return [person for person in people if person.pk in hearing]


def _write(name: str, poll: Poll, person: Person, **words: object) -> None:
    told = {
        "name": person.name,
        "poll": poll.title,
        "thread": poll.thread.title,
        "zone": timezone.get_current_timezone_name(),
        "link": link_to(poll.thread_id, poll.message.number) if settings.FRONT_END else "",
    }
    queue_written(
        name,
        to=person.email,
        language=person.language,
        words=told | words,
        matter=Matter.DECISIONS,
    )
