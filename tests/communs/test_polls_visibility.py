"""Polls: for whom they, their options, votes, voters and outcomes are there; and what is secret."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.contrib import admin
from django.utils import timezone

from backend.graphql.models import Performed
from backend.journal.models import Entry
from communs.polls import actions
from communs.polls.choices import PollKind, Stance
from communs.polls.models import Outcome, Poll, PollOption, Vote, VoteOption, Voter
from communs.polls.queries import results
from tests.cast import EVERYBODY, PARTS
from tests.communs.polling import cast_vote, open_poll, thread_of

pytestmark = pytest.mark.django_db

MEMBERS = set(PARTS)
SIGNED_IN = {*MEMBERS, "zed", "nina"}
ALL = {*SIGNED_IN, "nobody"}
SEEN_BY = [
    ("open", ALL),
    ("listed", MEMBERS),
    ("hidden", MEMBERS),
    ("network", SIGNED_IN),
    ("public", ALL),
]


def who_sees(cast, rows):
    return {who for who in EVERYBODY if rows.visible_to(cast.actor(who)).exists()}


def close(cast, poll):
    cast.perform(actions.close_poll, "bo", poll=poll)
    poll.refresh_from_db()


@pytest.mark.parametrize(("audience", "by"), SEEN_BY)
def test_a_poll_and_what_belongs_to_it_are_there_for_those_of_its_thread(cast, audience, by):
    poll = open_poll(cast, thread_of(cast, audience), PollKind.RANKED)
    cast_vote(cast, poll)
    close(cast, poll)
    cast.perform(actions.state_outcome, "bo", poll=poll, statement="Sète.")

    for kind in (Poll, PollOption, Vote, VoteOption, Outcome):
        assert who_sees(cast, kind.objects.all()) == by
    assert who_sees(cast, Voter.objects.all()) == {"bo"}


@pytest.mark.parametrize(("hidden", "by"), [(False, MEMBERS), (True, {"bo"})])
def test_while_results_are_hidden_a_vote_is_there_for_who_cast_it_alone(cast, hidden, by):
    poll = open_poll(cast, thread_of(cast), PollKind.CHOICE, hide_results=hidden)
    cast_vote(cast, poll)

    assert who_sees(cast, Vote.objects.all()) == who_sees(cast, VoteOption.objects.all()) == by

    close(cast, poll)

    assert who_sees(cast, Vote.objects.all()) == MEMBERS


def test_who_left_the_group_sees_their_vote_no_more(cast):
    poll = open_poll(cast, thread_of(cast), hide_results=True)
    cast_vote(cast, poll)
    cast.group.memberships.filter(person=cast.person("bo")).delete()

    assert who_sees(cast, Vote.objects.all()) == who_sees(cast, Voter.objects.all()) == set()


# --- awaiting -------------------------------------------------------------------------------


def who_is_awaited(cast):
    return {
        who
        for who in EVERYBODY
        if Poll.objects.visible_to(cast.actor(who)).awaiting(cast.actor(who)).exists()
    }


@pytest.mark.parametrize(
    ("audience", "by"),
    [
        ("open", {"ana", "mo"}),
        ("listed", {"ana", "mo"}),
        ("hidden", {"ana", "mo"}),
        ("network", SIGNED_IN - {"bo"}),
        ("public", SIGNED_IN - {"bo"}),
    ],
)
def test_a_poll_awaits_those_who_may_vote_and_have_not(cast, audience, by):
    poll = open_poll(cast, thread_of(cast, audience))
    cast_vote(cast, poll, "bo")

    assert who_is_awaited(cast) == by

    close(cast, poll)

    assert who_is_awaited(cast) == set()


def test_a_poll_whose_time_is_up_awaits_nobody(cast):
    poll = open_poll(cast, thread_of(cast))
    Poll.objects.filter(pk=poll.pk).update(closes_at=timezone.now())

    assert who_is_awaited(cast) == set()
    assert Poll.objects.over().get() == poll


# --- secrecy --------------------------------------------------------------------------------


@pytest.fixture
def secret(cast):
    """An anonymous poll in which three voted, bo last changed theirs."""
    poll = open_poll(cast, thread_of(cast), PollKind.RANKED, anonymous=True)
    cast_vote(cast, poll, "ana", choices=[1, 2], reason="Le train.")
    cast_vote(cast, poll, "mo", choices=[2])
    cast_vote(cast, poll, "bo", choices=[1])
    cast_vote(cast, poll, "bo", choices=[3, 1])
    return poll


def test_closing_an_anonymous_poll_forgets_whose_the_votes_are_and_keeps_what_they_say(
    cast, secret
):
    before = results({secret.pk: secret.kind})[secret.pk]
    keys = {*Vote.objects.values_list("pk", flat=True)}
    parts = {*VoteOption.objects.values_list("pk", flat=True)}

    close(cast, secret)

    assert results({secret.pk: secret.kind})[secret.pk] == before
    assert Voter.objects.count() == Vote.objects.count() == 3
    assert [*Vote.objects.values_list("voter", "cast_at", "created_at")] == [
        (None, secret.closed_at, secret.closed_at)
    ] * 3
    assert {*VoteOption.objects.values_list("created_at", flat=True)} == {secret.closed_at}
    assert not keys & {*Vote.objects.values_list("pk", flat=True)}
    assert not parts & {*VoteOption.objects.values_list("pk", flat=True)}
    assert {*Vote.objects.values_list("reason", flat=True)} == {"", "Le train."}


def test_keys_of_secret_votes_tell_no_order(cast, secret):
    """A key tells when it was made; these are made at once, in an order that is drawn."""
    orders = set()
    for _attempt in range(40):
        close(cast, secret)
        orders.add(tuple(Vote.objects.order_by("pk").values_list("options__option__number")))
        Poll.objects.filter(pk=secret.pk).update(closed_at=None)
    assert len(orders) > 1


@pytest.mark.parametrize("voters", [("bo",), ("bo", "ana")])
def test_too_few_votes_to_hide_one_another_are_let_go(cast, voters):
    poll = open_poll(cast, thread_of(cast), anonymous=True)
    for who in voters:
        cast_vote(cast, poll, who)

    close(cast, poll)

    assert not Vote.objects.exists()
    assert results({poll.pk: poll.kind}) == {}
    assert Voter.objects.count() == len(voters)


def test_an_anonymous_poll_in_which_nobody_voted_came_to_nothing(cast):
    poll = open_poll(cast, thread_of(cast), anonymous=True)

    close(cast, poll)

    assert [each.count for each in results({poll.pk: poll.kind})[poll.pk].stances] == [0] * 4


def test_a_named_poll_keeps_whose_the_votes_are(cast):
    poll = open_poll(cast, thread_of(cast))
    cast_vote(cast, poll)

    close(cast, poll)

    assert Vote.objects.get().voter.person_id == cast.person("bo").pk


def test_the_journal_tells_who_voted_and_never_what(cast):
    poll = open_poll(cast, thread_of(cast), anonymous=True)
    mark = Entry.objects.latest("id").id
    cast_vote(cast, poll, stance=Stance.BLOCK, reason="Non merci")

    (entry,) = Entry.objects.after(mark)
    assert entry.data == {"thread": str(poll.thread_id), "poll": str(poll.pk)}
    assert all(UUID(value) for value in entry.data.values())


def test_what_a_retried_vote_was_recognised_by_is_forgotten_with_the_voter(cast, secret):
    Performed.objects.create(
        person=cast.person("bo").pk, key="k", mutation="cast_vote", digest="d", noun=secret.pk
    )
    other = Performed.objects.create(
        person=cast.person("bo").pk, key="l", mutation="open_poll", digest="d", noun=secret.pk
    )

    close(cast, secret)

    assert Performed.objects.get() == other


def test_the_admin_shows_no_vote(cast):
    kinds = (Poll, PollOption, Outcome, Voter, Vote, VoteOption)
    assert [kind for kind in kinds if admin.site.is_registered(kind)] == [Poll]
    inlines = {each.model for each in admin.site.get_model_admin(Poll).inlines}
    assert inlines == {PollOption, Outcome}
