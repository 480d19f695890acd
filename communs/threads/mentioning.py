"""Mentioning: whom a message addresses, by name or by role, and who of them hears of it.

``@[Awa Fictive](<global id>)`` names a person: the id counts, and the name is shown as it is now.
``@facilitators``, or ``@facilitateurs``, calls upon a role of the thread's group.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.graphql.ids import from_global_id, to_global_id
from backend.journal import record
from backend.markdown import mentions, render
from backend.rules import Actor, Limited
from communs.groups.actors import those_who_see
from communs.groups.models import Membership, Role

from . import rules
from .facts import PeopleMentioned
from .models import Mention, Message, Thread

MOST = 20  # people that one message names
MOST_CALLED = 500  # people whom one message calls upon by their roles

WORDS = {  # without their @; a role's own name comes first
    Role.FACILITATOR: ("facilitators", "facilitateurs", "facilitatrices"),
    Role.MODERATOR: ("moderators", "modérateurs", "modératrices", "moderateurs", "moderatrices"),
    Role.MEMBER: ("members", "membres"),  # everybody who belongs to the group
    Role.OBSERVER: ("observers", "observateurs", "observatrices"),
}
ROLES = {word: role for role, words in WORDS.items() for word in words}


def named_in(text: str) -> dict[str, UUID]:
    """Find the people whom a text names: their keys, by the ids as they are written."""
    read = {target: from_global_id(target) for target in mentions(text).targets}
    return {target: each[1] for target, each in read.items() if each and each[0] == "Person"}


def calls_in(text: str, *, by: Actor, thread: Thread) -> list[str]:
    """Find the roles that a text calls upon, if its author may: mere words otherwise."""
    if thread.group_id is None or not rules.can_call(by, thread):
        return []
    said = {word.lower() for word in mentions(text).words}
    return [role.value for role, words in WORDS.items() if said.intersection(words)]


def check_names(text: str) -> None:
    """Stop here if a text names too many people, whoever they are."""
    if len(set(named_in(text).values())) > MOST:
        reason = _("A message mentions at most %(most)d people by name.")
        raise Limited(reason % {"most": MOST}, field="body")


def address(message: Message) -> None:
    """Note whom a message names, as it is now; it is locked."""
    named = set(named_in(message.body).values()) - {message.author_id}
    there = dict(message.mentions.values_list("person", "role")) if message.edited_at else {}
    gone = [person for person, role in there.items() if not role and person not in named]
    come = _seeing(message, [person for person in named if there.get(person) != ""])
    if gone or come:
        message.mentions.filter(person__in=[*gone, *come]).delete()
    _mention(message, dict.fromkeys(come, ""))


def call_upon(message: Message) -> None:
    """Mention those who have the roles that a message calls upon, and those alone; it is locked."""
    roles = _called(message)
    by_role = message.mentions.by_role()
    by_role.exclude(person__in=roles).delete()
    for role in set(roles.values()):
        called = [person for person, their_role in roles.items() if their_role == role]
        by_role.filter(person__in=called).exclude(role=role).update(role=role)
    there = set(message.mentions.values_list("person", flat=True))
    _mention(message, {person: role for person, role in roles.items() if person not in there})


def rendered(text: str, calls: Iterable[str], names: Mapping[UUID, str]) -> str:
    """Give a message's text as HTML, its mentions by the names that people have now."""
    told = {target: names.get(person) for target, person in named_in(text).items()}
    return render(text, told, [word for role in calls for word in WORDS[Role(role)]])


def mention_of(person: UUID, name: str) -> str:
    """Write a mention, as front ends do."""
    return f"@[{name}]({to_global_id('Person', person)})"


def _called(message: Message) -> dict[UUID, str]:
    """Give those called upon who see the thread, each with the first of their roles."""
    members = Membership.objects.filter(group=message.thread.group_id).order_by("created_at", "id")
    if Role.MEMBER not in message.calls:
        members = members.filter(role__in=message.calls)
    people = dict(members.values_list("person", "role")[: MOST_CALLED + 1])
    people.pop(message.author_id, None)
    seeing = _seeing(message, people)[:MOST_CALLED]
    return {
        person: people[person] if people[person] in message.calls else Role.MEMBER.value
        for person in seeing
    }


def _seeing(message: Message, people: Iterable[UUID]) -> list[UUID]:
    people = list(people)
    seeing = those_who_see(message.thread.audience, people) if people else set()
    return [person for person in people if person in seeing]


def _mention(message: Message, roles: Mapping[UUID, str]) -> None:
    if not roles:
        return
    Mention.objects.bulk_create(list(_mentions(message, roles)), ignore_conflicts=True)
    record(PeopleMentioned(thread=message.thread_id, message=message.pk))


def _mentions(message: Message, roles: Mapping[UUID, str]) -> Iterator[Mention]:
    for person, role in roles.items():
        yield Mention(message=message, person_id=person, role=role)
