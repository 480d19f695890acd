"""Polls, when many vote at once: every vote counts once, and none after the end."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from backend.journal.models import Entry
from backend.mail.models import Letter
from communs.groups.models import Membership, Role
from communs.people.models import Person
from communs.polls import actions
from communs.polls.choices import PollKind
from communs.polls.followers import PollFollower
from communs.polls.models import Outcome, Poll, Vote, VoteOption, Voter
from communs.polls.queries import results
from tests.cast import Cast
from tests.communs.at_once import at_once, codes, gid, mutation
from tests.communs.polling import (
    cast_vote,
    make_due,
    make_reminding,
    open_poll,
    thread_of,
)

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

WRITERS = ("ana", "mo", "bo")


@pytest.fixture
def cast():
    return Cast()


@pytest.fixture
def thread(cast):
    return thread_of(cast)


class Crowd(dict[str, Person]):
    """Members more than the cast has, by their names."""

    def person(self, who: str) -> Person:
        return self[who]


@pytest.fixture
def crowd(cast):
    """Fifty members more."""
    people = [Person.objects.create_user(f"p{n}@communs.example", name=f"P{n}") for n in range(50)]
    Membership.objects.bulk_create(
        Membership(group=cast.group, person=each, role=Role.MEMBER) for each in people
    )
    return Crowd({person.name: person for person in people})


def voting(cast, poll, who, **given):
    return mutation(cast, who, "castVote", "poll { voterCount }", poll=gid(poll), **given)


def counted(poll):
    """Give what is counted, by the numbers of the options."""
    found = results({poll.pk: poll.kind})[poll.pk]
    by_key = dict(poll.options.values_list("pk", "number"))
    return {by_key[each.option]: each.count for each in found.options}


def test_fifty_votes_at_once_are_counted_fifty_times(cast, thread, crowd):
    poll = open_poll(cast, thread, PollKind.CHOICE)
    votes = [voting(crowd, poll, who, choices=[n % 3 + 1]) for n, who in enumerate(crowd)]

    answers = at_once(votes)

    assert codes(answers) == ["OK"] * 50
    assert sorted(answer["poll"]["voterCount"] for answer in answers)[-1] == 50
    assert counted(poll) == {1: 17, 2: 17, 3: 16}
    assert Voter.objects.count() == Vote.objects.count() == VoteOption.objects.count() == 50
    assert Entry.objects.filter(kind="polls.VoteCast").count() == 50


def test_votes_changed_at_once_leave_one_each_and_it_is_whole(cast, thread):
    poll = open_poll(cast, thread, PollKind.RANKED)
    votes = [
        voting(cast, poll, WRITERS[n % 3], choices=[[1, 2, 3], [3, 2, 1], [2]][n % 3 - n // 15])
        for n in range(45)
    ]

    answers = at_once(votes)

    assert codes(answers) == ["OK"] * 45
    assert Voter.objects.count() == Vote.objects.count() == 3
    for vote in Vote.objects.all():
        kept = [*vote.options.order_by("rank").values_list("option__number", flat=True)]
        assert kept in ([1, 2, 3], [3, 2, 1], [2])
    assert sum(counted(poll).values()) == 3


def test_votes_and_withdrawals_at_once_leave_whole_votes_or_none(cast, thread):
    poll = open_poll(cast, thread, PollKind.CHOICE)
    calls = []
    for n in range(10):
        calls.append(voting(cast, poll, "bo", choices=[n % 3 + 1]))
        calls.append(mutation(cast, "bo", "withdrawVote", "poll { voterCount }", poll=gid(poll)))

    answers = at_once(calls)

    assert set(codes(answers)) <= {"OK", "INVALID"}
    assert Voter.objects.count() == Vote.objects.count() == VoteOption.objects.count()
    told = Counter(
        Entry.objects.filter(kind__startswith="polls.Vote").values_list("kind", flat=True)
    )
    assert told["polls.VoteCast"] == 10
    assert told["polls.VoteWithdrawn"] == codes(answers).count("OK") - 10


@pytest.mark.parametrize("anonymous", [False, True])
def test_what_is_acknowledged_is_counted_and_nothing_is_after_the_end(
    cast, thread, crowd, anonymous
):
    poll = open_poll(cast, thread, PollKind.CHOICE, anonymous=anonymous)
    for who in WRITERS:
        cast_vote(cast, poll, who, choices=[1])
    calls = [voting(crowd, poll, who, choices=[2]) for who in crowd]
    calls.insert(20, mutation(cast, "mo", "closePoll", "poll { isOpen }", poll=gid(poll)))

    answers = at_once(calls)

    assert answers.pop(20)["errors"] == []
    acknowledged = codes(answers).count("OK")
    assert codes(answers) == ["DENIED"] * (50 - acknowledged) + ["OK"] * acknowledged
    assert counted(poll) == {1: 3, 2: acknowledged, 3: 0}
    assert Voter.objects.count() == Vote.objects.count() == 3 + acknowledged
    assert Vote.objects.filter(voter=None).count() == (3 + acknowledged if anonymous else 0)
    assert Entry.objects.latest("id").kind == "polls.PollClosed"


def test_two_followers_close_a_poll_once(cast, thread):
    polls = [open_poll(cast, thread, closes_at=timezone.now() + timedelta(days=2)) for _n in "abc"]
    for poll in polls:
        make_due(poll)

    at_once([lambda: PollFollower().rest() or {}] * 4)

    assert Poll.objects.filter(closed_at=None).count() == 0
    assert Entry.objects.filter(kind="polls.PollClosed").count() == 3


def test_two_followers_remind_everybody_once(cast, thread, crowd):
    poll = open_poll(cast, thread, closes_at=timezone.now() + timedelta(days=2))
    make_reminding(poll)

    at_once([lambda: PollFollower().rest() or {}] * 3)

    written = Counter(Letter.objects.values_list("to", flat=True))
    assert set(written.values()) == {1}
    assert len(written) == 53


def test_of_two_statements_at_once_one_is_a_conflict(cast, thread):
    poll = open_poll(cast, thread)
    cast.perform(actions.close_poll, "bo", poll=poll)
    calls = [
        mutation(cast, who, "stateOutcome", "poll { id }", poll=gid(poll), statement=who)
        for who in WRITERS
    ]

    answers = at_once(calls)

    assert codes(answers) == ["CONFLICT", "CONFLICT", "OK"]
    assert Outcome.objects.get().number == 1
