"""Polls: who asks, who votes, what counts, who closes, what is stated; and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from backend.journal.models import Entry
from backend.rules import Conflict, Denied, Invalid, Missing
from communs.polls import actions, rules
from communs.polls.choices import Answer, PollKind, Stance
from communs.polls.drafting import OptionDraft
from communs.polls.facts import (
    OutcomeStated,
    PollClosed,
    PollOpened,
    PollReopened,
    VoteCast,
    VoteWithdrawn,
)
from communs.polls.models import Outcome, Poll, PollOption, Vote, VoteOption, Voter
from communs.polls.queries import results, voter_counts
from communs.polls.voting import TimeAnswer
from communs.threads import actions as talking
from communs.threads.facts import MessagePosted
from communs.threads.models import Message
from tests.communs.polling import (
    BALLOT,
    GIVEN,
    START,
    cast_vote,
    labels,
    make_due,
    open_poll,
    thread_of,
    times,
)

pytestmark = pytest.mark.django_db

WRITERS = {"ana", "mo", "bo"}
SIGNED_IN = {"ana", "mo", "bo", "ob", "zed", "nina"}
MODERATES = {"ana", "mo", "nina"}


@pytest.fixture
def thread(cast):
    return thread_of(cast)


@pytest.fixture
def opened(cast, thread):
    """Open a poll of a kind, as bo."""

    def open_one(kind=PollKind.PROPOSAL, by="bo", **given):
        poll = open_poll(cast, given.pop("thread", thread), kind, by, **given)
        cast.facts()
        return poll

    return open_one


@pytest.fixture
def vote(cast):
    def cast_one(poll, who="bo", **ballot):
        return cast_vote(cast, poll, who, **ballot)

    return cast_one


def numbers(poll):
    """Give what is counted, by the numbers of the options."""
    counted = results({poll.pk: poll.kind})[poll.pk]
    by_key = dict(poll.options.values_list("pk", "number"))
    return {by_key[each.option]: each.count for each in counted.options}


def best(poll):
    by_key = dict(poll.options.values_list("pk", "number"))
    return [by_key[key] for key in results({poll.pk: poll.kind})[poll.pk].best]


# --- who x may ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("audience", "by"),
    [
        ("open", WRITERS),
        ("listed", WRITERS),
        ("hidden", WRITERS),
        ("network", SIGNED_IN),
        ("public", SIGNED_IN),
    ],
)
def test_who_writes_in_a_thread_asks_and_votes_in_it(cast, opened, audience, by):
    thread = thread_of(cast, audience)
    poll = opened(thread=thread)

    assert cast.may(rules.can_open, thread) == by
    assert cast.may(rules.can_vote, poll) == by


def test_its_opener_and_who_looks_after_the_thread_close_reopen_and_conclude_a_poll(cast, opened):
    poll = opened()

    assert cast.may(rules.can_close, poll) == {"bo", *MODERATES}
    assert cast.may(rules.can_reopen, poll) == cast.may(rules.can_state, poll) == set()

    cast.perform(actions.close_poll, "bo", poll=poll)
    poll.refresh_from_db()

    assert cast.may(rules.can_reopen, poll) == cast.may(rules.can_state, poll)
    assert cast.may(rules.can_state, poll) == {"bo", *MODERATES}
    assert cast.may(rules.can_close, poll) == cast.may(rules.can_vote, poll) == set()


def test_an_opener_who_left_the_group_closes_nothing_any_more(cast, opened):
    poll = opened(thread=thread_of(cast, "open"))
    cast.groups["open"].memberships.filter(person=cast.person("bo")).delete()

    assert cast.may(rules.can_close, poll) == MODERATES


def test_anonymous_polls_and_concluded_ones_are_not_reopened(cast, opened):
    secret, concluded = opened(anonymous=True), opened()
    for poll in (secret, concluded):
        cast.perform(actions.close_poll, "bo", poll=poll)
        poll.refresh_from_db()
    concluded = cast.perform(actions.state_outcome, "bo", poll=concluded, statement="Oui.")

    assert cast.may(rules.can_reopen, secret) == set()
    assert cast.may(rules.can_reopen, concluded) == set()


@pytest.mark.parametrize(
    ("who", "reason"),
    [("ob", "Observers read"), ("zed", "Only members"), ("nobody", "Sign in")],
)
def test_a_denied_vote_says_why_and_is_not_there(cast, opened, vote, who, reason):
    poll = opened(thread=thread_of(cast, "open"))

    with pytest.raises(Denied, match=reason):
        vote(poll, who)

    assert not Voter.objects.exists()
    assert not Vote.objects.exists()
    assert cast.facts() == []


@pytest.mark.parametrize("who", ["zed", "nina", "nobody"])
def test_to_whoever_does_not_see_the_thread_a_poll_is_missing(cast, opened, vote, who):
    with pytest.raises(Missing):
        vote(opened(), who)


# --- opening --------------------------------------------------------------------------------


def test_a_poll_is_announced_by_a_message_that_gives_it_its_place(cast, thread):
    cast.perform(talking.post_message, "ana", thread=thread, body="Bonjour")
    cast.facts()

    poll = cast.perform(
        actions.open_poll, "bo", thread=thread, kind=PollKind.PROPOSAL, title=" On y\nva ? "
    )

    message = Message.objects.get(number=2)
    assert (poll.message, message.body, message.author_id) == (
        message,
        "On y va ?",
        cast.person("bo").pk,
    )
    thread.refresh_from_db()
    assert thread.last_number == 2
    assert cast.facts() == [
        MessagePosted(thread=thread.pk, message=message.pk, number=2),
        PollOpened(thread=thread.pk, poll=poll.pk),
    ]


@pytest.mark.parametrize("kind", PollKind)
def test_every_kind_of_poll_opens_with_its_options_in_order(opened, kind):
    poll = opened(kind)

    drafts = GIVEN[kind].get("options", [])
    kept = [*poll.options.values_list("number", "label", "starts_at", "ends_at")]
    assert kept == [
        (number, draft.label or "", draft.starts_at, draft.ends_at)
        for number, draft in enumerate(drafts, 1)
    ]


def test_a_choice_of_several_is_of_one_to_all_unless_said(opened):
    poll = opened(PollKind.CHOICES, most=None)

    assert (poll.least, poll.most) == (1, 3)


def test_an_anonymous_poll_hides_its_results(opened):
    poll = opened(anonymous=True, hide_results=False)

    assert (poll.is_anonymous, poll.hides_results) == (True, True)


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        ("proposal", {"title": " "}, "title"),
        ("proposal", {"title": "a" * 201}, "title"),
        ("proposal", {"description": "a" * 20_001}, "description"),
        ("proposal", {"options": labels("a", "b")}, "options"),
        ("proposal", {"most": 2}, "most"),
        ("proposal", {"time_zone": "Europe/Paris"}, "time_zone"),
        ("proposal", {"quorum": 0}, "quorum"),
        ("proposal", {"quorum": 1_000_001}, "quorum"),
        ("choice", {"options": labels("a")}, "options"),
        ("choice", {"options": labels(*map(str, range(51)))}, "options"),
        ("choice", {"options": labels("Sète", "sète ")}, "options"),
        ("choice", {"options": labels("a", " ")}, "options.1.label"),
        ("choice", {"options": times()}, "options.0.starts_at"),
        ("choice", {"least": 1}, "least"),
        ("choices", {"least": 0}, "most"),
        ("choices", {"least": 3, "most": 2}, "most"),
        ("choices", {"most": 4}, "most"),
        ("time", {"options": labels("a")}, "options.0.starts_at"),
        ("time", {"options": [*times(1), *times(1)]}, "options"),
        ("time", {"options": []}, "options"),
        ("time", {"time_zone": "Europe/Sète"}, "time_zone"),
        ("time", {"time_zone": None}, "time_zone"),
        (
            "time",
            {"options": [OptionDraft(starts_at=START, ends_at=START)]},
            "options.0.ends_at",
        ),
        (
            "time",
            {"options": [OptionDraft(starts_at=START, ends_at=START.replace(year=9999))]},
            "options.0.starts_at",
        ),
    ],
)
def test_a_poll_that_makes_no_sense_is_refused_and_nothing_is_said(
    cast, opened, kind, given, field
):
    with pytest.raises(Invalid) as refused:
        opened(PollKind(kind), **given)

    assert refused.value.field == field
    assert not Poll.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.parametrize("ahead", [timedelta(0), -HOUR, timedelta(days=367)])
def test_a_poll_closes_later_than_now_and_within_a_year(opened, ahead):
    with pytest.raises(Invalid) as refused:
        opened(closes_at=timezone.now() + ahead)

    assert refused.value.field == "closes_at"
    assert not Poll.objects.exists()


def test_a_closed_thread_takes_no_new_poll_but_goes_on_voting(cast, thread, opened, vote):
    poll = opened()
    cast.perform(talking.close_thread, "ana", thread=thread)

    with pytest.raises(Denied, match="closed"):
        opened()
    vote(poll)

    assert voter_counts([poll.pk]) == {poll.pk: 1}


# --- voting ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", PollKind)
def test_a_vote_is_kept_once_and_told_without_what_it_says(cast, opened, vote, kind):
    poll = opened(kind)

    vote(poll, "ana")

    assert Voter.objects.get().person_id == cast.person("ana").pk
    assert Vote.objects.get().voter == Voter.objects.get()
    assert cast.facts() == [VoteCast(thread=poll.thread_id, poll=poll.pk)]
    entry = Entry.objects.latest("id")
    assert entry.actor == cast.person("ana").pk
    assert entry.data == {"thread": str(poll.thread_id), "poll": str(poll.pk)}


@pytest.mark.parametrize(
    ("kind", "ballot", "kept"),
    [
        ("choice", {"choices": [2]}, [(2, None, "")]),
        ("choices", {"choices": [3, 1]}, [(1, None, ""), (3, None, "")]),
        ("ranked", {"choices": [3, 1]}, [(1, 2, ""), (3, 1, "")]),
        ("time", {"answers": [TimeAnswer(2, Answer.IF_NEED_BE)]}, [(1, None, "no")]),
    ],
)
def test_what_is_chosen_ranked_or_answered_is_kept(opened, vote, kind, ballot, kept):
    poll = opened(PollKind(kind))

    vote(poll, **ballot)

    rows = VoteOption.objects.order_by("option__number")
    if kind == "time":
        kept = [*kept, (2, None, "if_need_be")]
    assert [*rows.values_list("option__number", "rank", "answer")] == kept


def test_a_vote_cast_anew_replaces_the_former(opened, vote):
    poll = opened(PollKind.RANKED)
    vote(poll, choices=[1, 2, 3])

    vote(poll, choices=[3, 1])

    assert (Voter.objects.count(), Vote.objects.count()) == (1, 1)
    ranked = VoteOption.objects.order_by("rank").values_list("option__number", flat=True)
    assert [*ranked] == [3, 1]


@pytest.mark.parametrize(
    ("kind", "ballot", "field"),
    [
        ("proposal", {"choices": [1]}, "choices"),
        ("proposal", {"reason": "x"}, "stance"),
        ("proposal", {"stance": Stance.BLOCK}, "reason"),
        ("proposal", {"stance": Stance.BLOCK, "reason": " "}, "reason"),
        ("proposal", {"stance": Stance.AGREE, "reason": "x" * 2001}, "reason"),
        ("choice", {"stance": Stance.AGREE}, "stance"),
        ("choice", {"choices": []}, "choices"),
        ("choice", {"choices": [1, 2]}, "choices"),
        ("choice", {"choices": [4]}, "choices"),
        ("choice", {"choices": [0]}, "choices"),
        ("choice", {"answers": [TimeAnswer(1, Answer.YES)]}, "answers"),
        ("choices", {"choices": [1, 2, 3]}, "choices"),
        ("choices", {"choices": [1, 1]}, "choices"),
        ("ranked", {"choices": []}, "choices"),
        ("ranked", {"choices": [2, 2]}, "choices"),
        ("time", {"choices": [1]}, "choices"),
        ("time", {"answers": [TimeAnswer(3, Answer.YES)]}, "answers"),
        ("time", {"answers": [TimeAnswer(1, Answer.YES), TimeAnswer(1, Answer.NO)]}, "answers"),
    ],
)
def test_a_vote_that_answers_something_else_is_refused_and_the_former_stands(
    cast, opened, vote, kind, ballot, field
):
    poll = opened(PollKind(kind))
    vote(poll)
    cast.facts()
    before = [*VoteOption.objects.values_list("pk", flat=True)]

    with pytest.raises(Invalid) as refused:
        vote(poll, **ballot)

    assert refused.value.field == field
    assert [*VoteOption.objects.values_list("pk", flat=True)] == before
    assert Vote.objects.get().stance == ("agree" if kind == "proposal" else "")
    assert cast.facts() == []


def test_a_vote_is_taken_back_as_if_it_had_not_been_cast(cast, opened, vote):
    poll = opened(PollKind.CHOICE)
    vote(poll)
    vote(poll, "ana")
    cast.facts()

    cast.perform(actions.withdraw_vote, "bo", poll=poll)

    assert numbers(poll) == {1: 0, 2: 1, 3: 0}
    assert Voter.objects.get().person_id == cast.person("ana").pk
    assert cast.facts() == [VoteWithdrawn(thread=poll.thread_id, poll=poll.pk)]


def test_who_has_not_voted_has_nothing_to_take_back(cast, opened, vote):
    poll = opened()
    vote(poll, "ana")
    cast.facts()

    with pytest.raises(Invalid, match="not voted"):
        cast.perform(actions.withdraw_vote, "bo", poll=poll)

    assert Vote.objects.count() == 1
    assert cast.facts() == []


# --- counting -------------------------------------------------------------------------------


def test_a_proposal_counts_where_people_stand(opened, vote):
    poll = opened()
    vote(poll, "ana", stance=Stance.AGREE)
    vote(poll, "bo", stance=Stance.BLOCK, reason="Le budget n’y est pas.")
    vote(poll, "mo", stance=Stance.AGREE)

    counted = results({poll.pk: poll.kind})[poll.pk]

    assert {each.stance: each.count for each in counted.stances} == {
        "agree": 2,
        "abstain": 0,
        "disagree": 0,
        "block": 1,
    }
    assert (counted.options, counted.rounds, counted.best) == ((), (), ())


def test_choices_are_counted_and_those_chosen_most_are_ahead(opened, vote):
    poll = opened(PollKind.CHOICES)
    vote(poll, "ana", choices=[1, 3])
    vote(poll, "bo", choices=[3, 2])
    vote(poll, "mo", choices=[1])

    assert numbers(poll) == {1: 2, 2: 1, 3: 2}
    assert best(poll) == [1, 3]


def test_without_votes_nothing_is_ahead(opened):
    for kind in PollKind:
        poll = opened(kind)

        assert best(poll) == []
        assert set(numbers(poll).values()) <= {0}


def test_the_best_time_is_when_most_can_come_and_then_when_most_say_yes(opened, vote):
    poll = opened(PollKind.TIME, options=times(3))
    yes, maybe = Answer.YES, Answer.IF_NEED_BE
    vote(poll, "ana", answers=[TimeAnswer(1, yes), TimeAnswer(2, maybe), TimeAnswer(3, yes)])
    vote(poll, "bo", answers=[TimeAnswer(1, yes), TimeAnswer(2, maybe), TimeAnswer(3, maybe)])
    vote(poll, "mo", answers=[TimeAnswer(2, maybe), TimeAnswer(3, maybe)])

    counted = results({poll.pk: poll.kind})[poll.pk].options

    assert [(each.count, each.if_need_be, each.no) for each in counted] == [
        (2, 0, 1),
        (0, 3, 0),
        (1, 2, 0),
    ]
    assert best(poll) == [3]


# --- closing --------------------------------------------------------------------------------


def test_a_closed_poll_takes_no_vote_and_loses_none(cast, opened, vote):
    poll = opened()
    vote(poll)
    cast.perform(actions.close_poll, "ana", poll=poll)

    for act in (actions.cast_vote, actions.withdraw_vote):
        with pytest.raises(Denied, match="no more votes"):
            cast.perform(
                act, "bo", poll=poll, **({} if act is actions.withdraw_vote else BALLOT["proposal"])
            )

    poll.refresh_from_db()
    assert poll.closed_by == cast.person("ana")
    assert Vote.objects.count() == 1
    assert cast.facts() == [
        VoteCast(thread=poll.thread_id, poll=poll.pk),
        PollClosed(thread=poll.thread_id, poll=poll.pk),
    ]


def test_a_poll_whose_time_is_up_takes_no_vote_though_nobody_closed_it_yet(opened, vote):
    poll = opened(closes_at=timezone.now() + HOUR)
    make_due(poll)

    with pytest.raises(Denied, match="no more votes"):
        vote(poll)

    assert not Voter.objects.exists()


def test_a_closed_poll_is_not_closed_again(cast, opened):
    poll = opened()
    cast.perform(actions.close_poll, "ana", poll=poll)

    with pytest.raises(Denied, match="closed"):
        cast.perform(actions.close_poll, "mo", poll=poll)

    poll.refresh_from_db()
    assert poll.closed_by == cast.person("ana")


def test_a_reopened_poll_takes_votes_until_its_new_date(cast, opened, vote):
    poll = opened(closes_at=timezone.now() + HOUR)
    cast.perform(actions.close_poll, "bo", poll=poll)
    later = timezone.now() + timedelta(days=3)
    cast.facts()

    cast.perform(actions.reopen_poll, "bo", poll=poll, closes_at=later)
    vote(poll)

    poll.refresh_from_db()
    assert (poll.closes_at, poll.closed_at, poll.closed_by) == (later, None, None)
    assert poll.reminds_at == later - timedelta(days=1)
    assert cast.facts()[0] == PollReopened(thread=poll.thread_id, poll=poll.pk)


# --- outcomes -------------------------------------------------------------------------------


@pytest.fixture
def closed(cast, opened):
    poll = opened()
    cast.perform(actions.close_poll, "bo", poll=poll)
    cast.facts()
    return poll


def test_what_came_of_a_poll_is_stated_and_every_statement_is_kept(cast, closed):
    cast.perform(actions.state_outcome, "bo", poll=closed, statement="Nous irons.")
    cast.perform(
        actions.state_outcome, "mo", poll=closed, statement="Nous irons à Sète.", replaces=1
    )

    closed.refresh_from_db()
    first, second = Outcome.objects.order_by("number")
    assert (first.statement, first.author) == ("Nous irons.", cast.person("bo"))
    assert (second.statement, second.author) == ("Nous irons à Sète.", cast.person("mo"))
    assert closed.outcome == second
    assert cast.facts() == [
        OutcomeStated(thread=closed.thread_id, poll=closed.pk, outcome=each.pk, number=each.number)
        for each in (first, second)
    ]


@pytest.mark.parametrize("replaces", [None, 2])
def test_a_statement_that_starts_from_another_is_a_conflict(cast, closed, replaces):
    cast.perform(actions.state_outcome, "bo", poll=closed, statement="Nous irons.")

    with pytest.raises(Conflict) as conflict:
        cast.perform(actions.state_outcome, "mo", poll=closed, statement="Non.", replaces=replaces)

    assert conflict.value.current == closed
    assert Outcome.objects.get().statement == "Nous irons."


def test_nothing_comes_of_an_open_poll_nor_of_nothing_said(cast, opened, closed):
    with pytest.raises(Denied, match="open"):
        cast.perform(actions.state_outcome, "bo", poll=opened(), statement="Déjà.")
    with pytest.raises(Invalid) as refused:
        cast.perform(actions.state_outcome, "bo", poll=closed, statement=" ")

    assert refused.value.field == "statement"
    assert not Outcome.objects.exists()


# --- removal --------------------------------------------------------------------------------


def test_a_poll_goes_with_the_message_that_opened_it(cast, opened, vote):
    poll = opened()
    vote(poll)
    cast.perform(talking.remove_message, "mo", message=poll.message, reason="Hors sujet")

    with pytest.raises(Missing):
        vote(poll, "ana")

    assert cast.who_see(poll) == set()
    assert not PollOption.objects.visible_to(cast.ana).exists()
    assert cast.who_see(Vote.objects.get()) == cast.who_see(Voter.objects.get()) == set()


# --- moving ---------------------------------------------------------------------------------


def test_a_poll_goes_along_with_its_message_to_another_thread_and_keeps_its_votes(
    cast, thread, opened, vote
):
    poll = opened(PollKind.CHOICE)
    vote(poll)

    moved = cast.perform(
        talking.move_messages, "mo", thread=thread, messages=[poll.message], title="À part"
    )
    vote(poll, "ana", choices=[1])

    poll.refresh_from_db()
    assert (poll.thread, poll.message.thread, poll.message.number) == (moved, moved, 1)
    assert numbers(poll) == {1: 1, 2: 1, 3: 0}
    assert cast.who_see(poll) == {"ana", "mo", "bo", "ob"}
    assert cast.facts()[-1] == VoteCast(thread=moved.pk, poll=poll.pk)
