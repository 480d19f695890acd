"""What polls do by themselves: close once, remind once, tell who voted; and whom they do not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from backend.journal.following import catch_up
from backend.journal.models import Entry
from backend.mail.models import Letter
from communs.attention import actions as keeping
from communs.attention.models import Attention
from communs.groups.models import Membership, Role
from communs.people.models import Person
from communs.polls import actions, letters
from communs.polls.facts import PollClosed
from communs.polls.followers import PollFollower
from communs.polls.models import Poll, Vote, Voter
from communs.threads import actions as talking
from communs.threads.links import link_to
from tests.communs.polling import cast_vote, make_due, make_reminding, open_poll, thread_of

pytestmark = pytest.mark.django_db

SOON = timedelta(days=3)


@pytest.fixture
def thread(cast):
    return thread_of(cast)


@pytest.fixture
def poll(cast, thread):
    poll = open_poll(cast, thread, closes_at=timezone.now() + SOON)
    cast.facts()
    return poll


@pytest.fixture
def follow():
    """Let the follower do all there is to do."""
    return lambda: catch_up(PollFollower())


def written_to():
    """Give who was written to, in alphabetical order."""
    return sorted(
        address.partition("@")[0] for address in Letter.objects.values_list("to", flat=True)
    )


# --- closing --------------------------------------------------------------------------------


def test_a_poll_whose_time_is_up_closes_by_itself_and_once(cast, poll, follow):
    make_due(poll)

    follow()
    closed_at = Poll.objects.get().closed_at
    follow()

    poll.refresh_from_db()
    assert poll.closed_at == closed_at is not None
    assert poll.closed_by is None
    assert cast.facts() == [PollClosed(thread=poll.thread_id, poll=poll.pk)]


def test_a_poll_that_still_has_time_or_none_set_stays_open(cast, poll, thread, follow):
    open_poll(cast, thread)

    follow()

    assert Poll.objects.filter(closed_at=None).count() == 2


def test_a_poll_that_was_removed_closes_so_that_its_voters_are_forgotten(cast, thread, follow):
    poll = open_poll(cast, thread, anonymous=True)
    for who in ("ana", "bo", "mo"):
        cast_vote(cast, poll, who)
    cast.perform(talking.remove_message, "mo", message=poll.message, reason="Hors sujet")

    follow()

    poll.refresh_from_db()
    assert poll.closed_at is not None
    assert [*Vote.objects.values_list("voter", flat=True)] == [None] * 3


# --- reminding ------------------------------------------------------------------------------


def test_those_who_may_vote_and_have_not_are_reminded_a_day_before_once(cast, poll, follow):
    cast_vote(cast, poll, "mo")
    follow()
    before = written_to()
    make_reminding(poll)

    follow()
    follow()

    assert before == []
    assert written_to() == ["ana", "bo"]
    poll.refresh_from_db()
    assert poll.reminds_at is None


def test_the_reminder_is_a_day_ahead_and_a_shorter_poll_has_none(cast, poll, thread):
    short = open_poll(cast, thread, closes_at=timezone.now() + timedelta(hours=23))

    assert poll.reminds_at == poll.closes_at - timedelta(days=1)
    assert short.reminds_at is None


def test_a_reminder_is_written_in_the_language_of_who_reads_it(cast, poll, follow):
    Person.objects.filter(email="ana@communs.example").update(language="en")
    cast_vote(cast, poll, "mo")
    make_reminding(poll)

    follow()

    subjects = dict(Letter.objects.values_list("to", "subject"))
    assert subjects == {
        "ana@communs.example": "“On y va ?” closes soon",
        "bo@communs.example": "«\u00a0On y va ?\u00a0»\u00a0: la décision se clôt bientôt",
    }
    text = Letter.objects.get(to="bo@communs.example").text
    assert "«\u00a0Séance 1\u00a0»" in text
    assert "Europe/Paris" in text


def test_many_are_reminded_batch_by_batch_and_an_interruption_costs_nobody_a_letter(
    cast, poll, follow, monkeypatch
):
    monkeypatch.setattr(letters, "BATCH", 2)
    people = [
        Person.objects.create_user(f"p{number}@communs.example", name=f"P{number}")
        for number in range(5)
    ]
    Membership.objects.bulk_create(
        Membership(group=cast.group, person=each, role=Role.MEMBER) for each in people
    )
    make_reminding(poll)

    assert letters.remind_some(poll.pk) is True
    assert len(written_to()) == 2
    follow()

    assert written_to() == ["ana", "bo", "mo", "p0", "p1", "p2", "p3", "p4"]


@pytest.mark.parametrize("audience", ["network", "public"])
def test_in_a_thread_of_no_group_only_those_who_spoke_are_reminded(cast, follow, audience):
    thread = thread_of(cast, audience)
    cast.perform(talking.post_message, "zed", thread=thread, body="Bonjour")
    poll = open_poll(cast, thread, by="nina", closes_at=timezone.now() + SOON)
    make_reminding(poll)

    follow()

    assert written_to() == ["nina", "zed"]


def test_nobody_is_reminded_of_what_is_closed_removed_or_hidden_from_them(cast, thread, follow):
    closed, removed = (
        open_poll(cast, thread, closes_at=timezone.now() + SOON) for _number in range(2)
    )
    drafts = thread_of(cast)
    drafts.audience = "resource:editors"
    drafts.save()
    hidden = Poll.objects.get(pk=removed.pk)
    hidden.pk, hidden.thread = None, drafts
    hidden.message = cast.perform(talking.post_message, "bo", thread=thread, body="x")
    hidden.id = Poll._meta.pk.get_default()
    hidden.save(force_insert=True)
    cast.perform(actions.close_poll, "bo", poll=closed)
    cast.perform(talking.remove_message, "bo", message=removed.message)
    for each in (closed, removed, hidden):
        make_reminding(each)

    follow()

    assert written_to() == []


def test_who_wants_to_hear_nothing_of_the_thread_is_not_reminded(cast, poll, follow):
    cast.perform(keeping.follow_thread, "ana", thread=poll.thread, attention=Attention.NOTHING)
    make_reminding(poll)

    follow()

    assert written_to() == ["bo", "mo"]


def test_letters_lead_to_the_poll_where_there_is_a_front_end(cast, poll, follow, settings):
    settings.FRONT_END = "https://exemple.fr"
    make_reminding(poll)

    follow()

    assert f"{link_to(poll.thread_id, 1)}\n" in Letter.objects.first().text


# --- telling --------------------------------------------------------------------------------


def test_those_who_voted_are_told_once_what_came_of_it(cast, poll, follow, monkeypatch):
    monkeypatch.setattr(letters, "BATCH", 1)
    cast_vote(cast, poll, "ana")
    cast_vote(cast, poll, "bo")
    cast.perform(actions.close_poll, "bo", poll=poll)
    cast.perform(actions.state_outcome, "bo", poll=poll, statement="Nous irons *à Sète*.")

    follow()
    PollFollower().follow(_entries(poll))  # the same entries, once more
    cast.perform(actions.state_outcome, "bo", poll=poll, statement="À Agde.", replaces=1)
    follow()

    assert written_to() == ["ana", "bo"]
    assert "Nous irons à Sète." in Letter.objects.first().text


def test_who_left_is_not_told(cast, poll, follow):
    cast_vote(cast, poll, "bo")
    cast_vote(cast, poll, "mo")
    cast.perform(actions.close_poll, "bo", poll=poll)
    cast.group.memberships.filter(person=cast.person("bo")).delete()
    cast.perform(actions.state_outcome, "ana", poll=poll, statement="Secret du groupe.")

    follow()

    assert written_to() == ["mo"]
    assert Voter.objects.filter(told_at=None).count() == 0


def _entries(poll):
    return [*Entry.objects.filter(topic=f"thread:{poll.thread_id}")]
