"""Reactions: who reacts with what, how they are counted, and what a group offers; pins besides."""

from __future__ import annotations

import pytest

from backend.rules import Denied, Invalid, Limited, Missing
from communs.threads import actions, rules
from communs.threads.facts import (
    MessagePinned,
    MessageUnpinned,
    ReactionAdded,
    ReactionsChosen,
    ReactionWithdrawn,
)
from communs.threads.models import USUAL, Message, Reaction, ReactionChoice
from communs.threads.queries import ReactionCount, reaction_counts, reactions_by
from communs.threads.reacting import is_emoji, reactions_of
from tests.schema import making

pytestmark = pytest.mark.django_db

WRITERS = {"ana", "mo", "bo"}
WHO_MODERATES = {"ana", "mo", "nina"}
SIGNED_IN = {"ana", "mo", "bo", "ob", "zed", "nina"}
YES = "👍"


@pytest.fixture
def thread(cast):
    made = making.thread(cast, cast.groups["open"], "Bonjour")
    cast.facts()
    return made


@pytest.fixture
def message(thread):
    return thread.messages.get()


def react(cast, message, who="ana", reaction=YES):
    return cast.perform(actions.react_to_message, who, message=message, reaction=reaction)


def counts(message):
    return [(each.reaction, each.count) for each in reaction_counts([message.pk])[message.pk]]


# --- who x may ------------------------------------------------------------------------------


def test_those_who_may_post_may_react(cast, message):
    assert cast.may(rules.can_react, message) == WRITERS
    assert cast.may(rules.can_withdraw, message) == SIGNED_IN


def test_those_who_look_after_a_group_choose_its_reactions(cast, message):
    assert cast.may(rules.can_choose_reactions, cast.group) == WHO_MODERATES


def test_those_who_look_after_a_thread_pin_its_messages(cast, message):
    assert cast.may(rules.can_pin, message) == WHO_MODERATES
    assert cast.may(rules.can_unpin, message) == WHO_MODERATES


def test_who_reacted_is_for_those_who_are_signed_in_and_see_the_message(cast, message):
    react(cast, message)
    hidden = making.thread(cast, cast.groups["hidden"], "Entre nous").messages.get()
    react(cast, hidden)

    assert cast.who_see(message.reactions.get()) == SIGNED_IN
    assert cast.who_see(hidden.reactions.get()) == WRITERS | {"ob"}


@pytest.mark.parametrize(
    ("of", "by"), [("listed", {*SIGNED_IN, "nobody"}), ("hidden", {*WRITERS, "ob"})]
)
def test_a_choice_of_reactions_is_seen_with_its_group(cast, of, by):
    cast.perform(actions.choose_reactions, "ana", group=cast.groups[of], reactions=["🌱"])

    assert cast.who_see(ReactionChoice.objects.get()) == by


# --- reacting -------------------------------------------------------------------------------


def test_a_reaction_is_counted_once_for_each_person_and_kind(cast, message):
    react(cast, message, "ana")
    react(cast, message, "ana")
    react(cast, message, "bo")
    react(cast, message, "bo", "🎉")

    assert counts(message) == [(YES, 2), ("🎉", 1)]
    assert reactions_by(cast.person("bo").pk, [message.pk]) == {
        (message.pk, YES),
        (message.pk, "🎉"),
    }
    about = {"thread": message.thread_id, "message": message.pk, "number": 1}
    assert cast.facts() == [
        ReactionAdded(**about, reaction=YES),
        ReactionAdded(**about, reaction=YES),
        ReactionAdded(**about, reaction="🎉"),
    ]


def test_a_reaction_taken_back_counts_no_more(cast, message):
    react(cast, message, "ana")
    react(cast, message, "bo")
    cast.facts()

    cast.perform(actions.withdraw_reaction, "ana", message=message, reaction=YES)
    cast.perform(actions.withdraw_reaction, "ana", message=message, reaction=YES)

    assert counts(message) == [(YES, 1)]
    assert cast.facts() == [
        ReactionWithdrawn(thread=message.thread_id, message=message.pk, number=1, reaction=YES)
    ]


def test_what_happened_applied_to_what_was_there_is_what_is_there(cast, message):
    """As a front end does: the counts it has fetched, and then each event."""
    react(cast, message, "mo", "🎉")
    fetched = dict(counts(message))
    cast.facts()

    for who in WRITERS:
        react(cast, message, who)
    react(cast, message, "bo", "🎉")
    cast.perform(actions.withdraw_reaction, "mo", message=message, reaction="🎉")
    cast.perform(actions.withdraw_reaction, "ana", message=message, reaction=YES)
    for fact in cast.facts():
        change = 1 if isinstance(fact, ReactionAdded) else -1
        fetched[fact.reaction] = fetched.get(fact.reaction, 0) + change

    assert {sign: count for sign, count in fetched.items() if count} == dict(counts(message))


@pytest.mark.parametrize("reaction", ["🦊", "", "oui", "👍👍"])
def test_what_is_not_offered_is_refused(cast, message, reaction):
    with pytest.raises(Invalid) as refused:
        react(cast, message, reaction=reaction)

    assert refused.value.field == "reaction"
    assert not Reaction.objects.exists()
    assert cast.facts() == []


@pytest.mark.parametrize("who", ["ob", "zed", "nina", "nobody"])
def test_who_may_not_post_does_not_react(cast, message, who):
    with pytest.raises(Denied):
        react(cast, message, who)

    assert not Reaction.objects.exists()


def test_to_whoever_does_not_see_a_message_it_is_missing(cast):
    hidden = making.thread(cast, cast.groups["hidden"], "Entre nous").messages.get()

    with pytest.raises(Missing):
        react(cast, hidden, "zed")


def test_in_a_closed_thread_one_takes_back_and_adds_nothing(cast, thread, message):
    react(cast, message, "ana")
    cast.perform(actions.close_thread, "mo", thread=thread)

    with pytest.raises(Denied, match="closed"):
        react(cast, message, "bo")
    assert counts(message) == [(YES, 1)]

    cast.perform(actions.withdraw_reaction, "ana", message=message, reaction=YES)
    assert counts(message) == []


def test_a_removed_message_keeps_no_reaction_and_takes_none(cast, message):
    react(cast, message, "ana")
    cast.perform(actions.remove_message, "bo", message=message)

    with pytest.raises(Denied, match="removed"):
        react(cast, message, "ana")
    assert not Reaction.objects.exists()


# --- what is offered ------------------------------------------------------------------------


def test_a_group_offers_what_it_chose_and_counts_what_it_offered_before(cast, thread, message):
    react(cast, message, "ana")

    cast.perform(actions.choose_reactions, "mo", group=thread.group, reactions=["🌱", " ❤️ ", "🌱"])

    assert reactions_of([thread.group_id, cast.group.pk, None]) == {
        thread.group_id: ["🌱", "❤️"],
        cast.group.pk: list(USUAL),
        None: list(USUAL),
    }
    with pytest.raises(Invalid):
        react(cast, message, "bo")
    react(cast, message, "bo", "🌱")
    assert counts(message) == [(YES, 1), ("🌱", 1)]
    assert ReactionsChosen(group=thread.group_id) in cast.facts()


@pytest.mark.parametrize(("given", "offered"), [(None, list(USUAL)), ([], [])])
def test_a_choice_is_undone_or_is_to_have_none(cast, given, offered):
    cast.perform(actions.choose_reactions, "ana", group=cast.group, reactions=["🌱"])

    cast.perform(actions.choose_reactions, "ana", group=cast.group, reactions=given)

    assert reactions_of([cast.group.pk])[cast.group.pk] == offered


@pytest.mark.parametrize(
    "given", [["oui"], ["👍", "<b>"], ["1"], [" "], [chr(0x1F400 + n) for n in range(21)]]
)
def test_a_choice_that_is_none_is_refused(cast, given):
    with pytest.raises(Invalid) as refused:
        cast.perform(actions.choose_reactions, "ana", group=cast.group, reactions=given)

    assert refused.value.field == "reactions"
    assert not ReactionChoice.objects.exists()
    assert cast.facts() == []


def test_members_do_not_choose(cast):
    with pytest.raises(Denied, match="facilitators and moderators"):
        cast.perform(actions.choose_reactions, "bo", group=cast.group, reactions=["🌱"])

    assert not ReactionChoice.objects.exists()


@pytest.mark.parametrize("text", [*USUAL, "👍🏽", "👩‍💻", "🇫🇷", "1️⃣", "#️⃣", "™️"])
def test_an_emoji_is_one(text):
    assert is_emoji(text)


@pytest.mark.parametrize("text", ["", "a", "12", "a👍", "+", "12\u20e3\u20e3", "é"])
def test_anything_else_is_none(text):
    assert not is_emoji(text)


def test_counting_takes_one_query_for_any_number_of_messages(cast, thread, queries):
    messages = [making.message(cast, thread, f"{n}") for n in range(10)]
    for each in messages:
        react(cast, each)
    keys = [each.pk for each in messages]

    assert queries(lambda: reaction_counts(keys)) == 1
    assert reaction_counts(keys)[keys[0]] == [ReactionCount(keys[0], YES, 1)]
    assert reactions_by(None, keys) == set()


# --- pins -----------------------------------------------------------------------------------


def pinned(thread):
    rows = thread.messages.pinned().order_by("-pinned_at")
    return [*rows.values_list("number", flat=True)]


def test_what_is_pinned_is_put_forward_until_it_is_unpinned(cast, thread, message):
    other = making.message(cast, thread, "Encore")
    cast.facts()

    cast.perform(actions.pin_message, "mo", message=message)
    cast.perform(actions.pin_message, "ana", message=other)
    cast.perform(actions.pin_message, "ana", message=message)

    message.refresh_from_db()
    assert pinned(thread) == [2, 1]
    assert message.pinned_by == cast.person("mo")

    cast.perform(actions.unpin_message, "nina", message=message)
    cast.perform(actions.unpin_message, "nina", message=message)

    assert pinned(thread) == [2]
    assert cast.facts() == [
        MessagePinned(thread=thread.pk, message=message.pk, number=1),
        MessagePinned(thread=thread.pk, message=other.pk, number=2),
        MessageUnpinned(thread=thread.pk, message=message.pk, number=1),
    ]


def test_members_do_not_pin(cast, thread, message):
    with pytest.raises(Denied, match="look after"):
        cast.perform(actions.pin_message, "bo", message=message)

    assert pinned(thread) == []
    assert cast.facts() == []


def test_at_most_twenty_messages_are_pinned(cast, thread):
    for number in range(20):
        said = making.message(cast, thread, f"{number}")
        cast.perform(actions.pin_message, "mo", message=said)

    with pytest.raises(Limited, match="20"):
        cast.perform(actions.pin_message, "mo", message=thread.messages.first())

    assert len(pinned(thread)) == 20


def test_a_removed_message_is_pinned_no_more(cast, thread, message):
    cast.perform(actions.pin_message, "mo", message=message)
    cast.perform(actions.remove_message, "bo", message=message)

    assert pinned(thread) == []
    with pytest.raises(Denied, match="removed"):
        cast.perform(actions.pin_message, "mo", message=message)
    assert not Message.objects.filter(pinned_by__isnull=False).exists()
