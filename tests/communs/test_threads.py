"""Threads: who may speak, edit, remove, close; what then happened, and what did not."""

from __future__ import annotations

import pytest

from backend.rules import Denied, Invalid, Missing
from communs.threads import actions, rules
from communs.threads.facts import (
    MessageEdited,
    MessagePosted,
    MessageRemoved,
    ThreadClosed,
    ThreadOpened,
    ThreadRead,
    ThreadRenamed,
    ThreadReopened,
)
from communs.threads.models import Message, MessageEdit, ReadMark, Thread
from communs.threads.queries import read_numbers, unread_counts
from tests.communs.happened import acts, happened

pytestmark = pytest.mark.django_db

ROLES_THAT_WRITE = {"ana", "mo", "bo"}
SIGNED_IN = {"ana", "mo", "bo", "ob", "zed", "nina"}
WHO_MODERATES = {"ana", "mo", "nina"}


def thread_of(cast, audience="listed"):
    """Make a thread: of a group by its visibility, or for the network, or for everybody."""
    group = cast.groups.get(audience)
    return Thread.objects.create(
        audience=group.members_audience if group else audience,
        group=group,
        title="Séance 1",
        created_by=cast.person("ana"),
    )


@pytest.fixture
def thread(cast):
    return thread_of(cast)


def say(cast, thread, who="bo", body="Bonjour", **given):
    return cast.perform(actions.post_message, who, thread=thread, body=body, **given)


# --- who x may ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("audience", "by"),
    [
        ("open", ROLES_THAT_WRITE),
        ("listed", ROLES_THAT_WRITE),
        ("hidden", ROLES_THAT_WRITE),
        ("network", SIGNED_IN),
        ("public", SIGNED_IN),
    ],
)
def test_members_who_write_post_in_groups_and_everybody_signed_in_elsewhere(cast, audience, by):
    assert cast.may(rules.can_post, thread_of(cast, audience)) == by


@pytest.mark.parametrize("audience", ["open", "listed", "hidden"])
def test_a_group_s_threads_are_opened_by_members_who_write(cast, audience):
    group = cast.groups[audience]

    assert cast.may(rules.can_open, group) == ROLES_THAT_WRITE


def test_the_network_s_threads_are_opened_by_its_moderators(cast):
    assert cast.may(rules.can_open, None) == {"nina"}


@pytest.mark.parametrize(
    ("audience", "by"),
    [("open", WHO_MODERATES), ("hidden", WHO_MODERATES), ("network", {"nina"})],
)
def test_who_looks_after_a_thread_renames_and_closes_it(cast, audience, by):
    thread = thread_of(cast, audience)

    assert cast.may(rules.can_close, thread) == by
    assert cast.may(rules.can_rename, thread) == by


def test_who_looks_after_a_thread_reopens_it(cast, thread):
    closed = cast.perform(actions.close_thread, "mo", thread=thread)

    assert cast.may(rules.can_reopen, closed) == WHO_MODERATES
    assert cast.may(rules.can_close, closed) == set()
    assert cast.may(rules.can_reopen, thread) == set()


def test_a_thread_for_everybody_that_a_group_brought_is_in_that_group_s_care(cast):
    thread = thread_of(cast, "public")
    thread.group = cast.groups["listed"]

    assert cast.may(rules.can_close, thread) == WHO_MODERATES


def test_an_author_edits_alone(cast, thread):
    message = say(cast, thread)

    assert cast.may(rules.can_edit, message) == {"bo"}


def test_an_author_removes_and_so_does_who_looks_after_the_thread(cast, thread):
    message = say(cast, thread)

    assert cast.may(rules.can_remove, message) == {"bo", *WHO_MODERATES}


def test_whoever_is_signed_in_marks_what_they_read(cast, thread):
    assert cast.may(rules.can_read, thread) == SIGNED_IN


@pytest.mark.parametrize(
    ("who", "reason"),
    [("ob", "Observers read"), ("zed", "Only members"), ("nobody", "Sign in")],
)
def test_a_denial_says_why(cast, who, reason):
    with pytest.raises(Denied, match=reason):
        say(cast, thread_of(cast, "open"), who)

    assert not Message.objects.exists()
    assert happened() == []


@pytest.mark.parametrize("who", ["zed", "nina", "nobody"])
def test_to_whoever_does_not_see_a_thread_it_is_missing(cast, thread, who):
    with pytest.raises(Missing):
        say(cast, thread, who)


# --- opening, renaming, closing -------------------------------------------------------------


def test_a_group_s_thread_is_its_members(cast):
    group = cast.groups["hidden"]

    thread = cast.perform(actions.open_thread, "bo", group=group, title="  Séance\n 1 ")

    thread.refresh_from_db()
    assert (thread.title, thread.audience, thread.group) == (
        "Séance 1",
        group.members_audience,
        group,
    )
    assert thread.created_by_id == cast.person("bo").pk
    assert happened() == [ThreadOpened(thread=thread.pk)]
    assert acts() == [(cast.person("bo").pk, "threads.ThreadOpened")]


def test_a_thread_without_a_group_is_the_network_s(cast):
    thread = cast.perform(actions.open_thread, "nina", title="Annonces")

    assert (thread.audience, thread.group) == ("network", None)


@pytest.mark.parametrize("title", ["", " \n ", "a" * 201, "a\x00b", "a\ud800b"])
def test_a_title_that_is_none_is_refused(cast, thread, title):
    with pytest.raises(Invalid) as refused:
        cast.perform(actions.open_thread, "bo", group=cast.groups["open"], title=title)

    assert refused.value.field == "title"
    assert Thread.objects.count() == 1
    assert happened() == []


def test_a_renamed_thread_has_its_new_title(cast, thread):
    cast.perform(actions.rename_thread, "ana", thread=thread, title="Séance 2")

    thread.refresh_from_db()
    assert thread.title == "Séance 2"
    assert happened() == [ThreadRenamed(thread=thread.pk)]


def test_a_closed_thread_says_so_and_stays_as_it_was(cast, thread):
    message = say(cast, thread)
    cast.perform(actions.close_thread, "ana", thread=thread)

    with pytest.raises(Denied, match="closed"):
        say(cast, thread, "ana", "Trop tard ?")
    with pytest.raises(Denied, match="closed"):
        cast.perform(actions.edit_message, "bo", message=message, body="Trop tard ?")

    assert [*Message.objects.values_list("number", "body")] == [(1, "Bonjour")]
    thread.refresh_from_db()
    assert thread.last_number == 1
    assert [type(fact) for fact in happened()] == [MessagePosted, ThreadClosed]


def test_what_was_said_can_be_taken_back_from_a_closed_thread(cast, thread):
    message = say(cast, thread)
    cast.perform(actions.close_thread, "ana", thread=thread)

    cast.perform(actions.remove_message, "bo", message=message)

    assert not Message.objects.standing().exists()


def test_a_thread_that_reopens_goes_on_where_it_was(cast, thread):
    say(cast, thread)
    cast.perform(actions.close_thread, "mo", thread=thread)
    cast.perform(actions.reopen_thread, "ana", thread=thread)

    assert say(cast, thread).number == 2
    assert happened()[1:3] == [ThreadClosed(thread=thread.pk), ThreadReopened(thread=thread.pk)]


def test_closing_twice_is_refused_and_happens_once(cast, thread):
    closed = cast.perform(actions.close_thread, "mo", thread=thread)

    with pytest.raises(Denied, match="closed"):
        cast.perform(actions.close_thread, "ana", thread=thread)

    thread.refresh_from_db()
    assert thread.closed_at == closed.closed_at
    assert happened() == [ThreadClosed(thread=thread.pk)]


# --- saying, editing, removing --------------------------------------------------------------


def test_messages_are_numbered_from_one_within_their_thread(cast, thread):
    other = thread_of(cast, "network")

    numbers = [say(cast, where).number for where in (thread, other, thread, thread, other)]

    assert numbers == [1, 1, 2, 3, 2]
    thread.refresh_from_db()
    assert thread.last_number == 3


def test_what_is_said_is_kept_and_told_by_ids_alone(cast, thread):
    message = say(cast, thread, body=" Bonjour *à tous*\r\nVoilà. ")

    message.refresh_from_db()
    thread.refresh_from_db()
    assert message.body == "Bonjour *à tous*\nVoilà."
    assert message.author_id == cast.person("bo").pk
    assert thread.active_at == message.created_at
    assert happened() == [MessagePosted(thread=thread.pk, message=message.pk, number=1)]


@pytest.mark.parametrize("body", ["", "  \n ", "a" * 20_001, "a\x00b", "\ud800"])
def test_a_message_that_says_nothing_takes_no_number(cast, thread, body):
    with pytest.raises(Invalid) as refused:
        say(cast, thread, body=body)

    assert refused.value.field == "body"
    assert say(cast, thread).number == 1


def test_an_answer_names_a_message_of_its_own_thread(cast, thread):
    question = say(cast, thread)
    elsewhere = say(cast, thread_of(cast, "network"))

    answer = say(cast, thread, "ana", "Oui", reply_to=question)
    with pytest.raises(Invalid) as refused:
        say(cast, thread, "ana", "Oui", reply_to=elsewhere)

    assert refused.value.field == "reply_to"
    assert [*question.replies.all()] == [answer]
    assert thread.messages.count() == 2


def test_an_edit_keeps_the_earlier_texts_in_order(cast, thread):
    message = say(cast, thread, body="un")

    cast.perform(actions.edit_message, "bo", message=message, body="deux")
    cast.perform(actions.edit_message, "bo", message=message, body="trois")

    message.refresh_from_db()
    assert message.body == "trois"
    assert message.edited_at is not None
    assert [*message.edits.values_list("body", flat=True)] == ["un", "deux"]
    assert happened()[1:] == [MessageEdited(thread=thread.pk, message=message.pk, number=1)] * 2


def test_an_edit_that_changes_nothing_did_not_happen(cast, thread):
    message = say(cast, thread, body="un")

    cast.perform(actions.edit_message, "bo", message=message, body=" un ")

    message.refresh_from_db()
    assert message.edited_at is None
    assert not MessageEdit.objects.exists()
    assert len(happened()) == 1


def test_a_refused_edit_changes_nothing(cast, thread):
    message = say(cast, thread, body="un")

    with pytest.raises(Denied, match="author"):
        cast.perform(actions.edit_message, "ana", message=message, body="deux")
    with pytest.raises(Invalid):
        cast.perform(actions.edit_message, "bo", message=message, body=" ")

    message.refresh_from_db()
    assert message.body == "un"
    assert not MessageEdit.objects.exists()
    assert len(happened()) == 1


def test_whoever_left_the_group_no_longer_edits_what_they_said_in_it(cast):
    thread = thread_of(cast, "open")
    message = say(cast, thread)
    thread.group.memberships.filter(person=cast.person("bo").pk).delete()

    with pytest.raises(Denied, match="Only members"):
        cast.perform(actions.edit_message, "bo", message=message, body="deux")


def test_a_removed_message_leaves_its_number_and_the_reason_not_its_text(cast, thread):
    message = say(cast, thread, body="Une adresse privée")
    cast.perform(actions.remove_message, "mo", message=message, reason="Vie privée.")

    message.refresh_from_db()
    assert (message.number, message.body, message.removal_reason) == (1, "", "Vie privée.")
    assert message.removed_by_id == cast.person("mo").pk
    assert not message.stands
    assert [*message.edits.values_list("body", flat=True)] == ["Une adresse privée"]
    assert happened()[1:] == [MessageRemoved(thread=thread.pk, message=message.pk, number=1)]
    assert say(cast, thread).number == 2


def test_a_moderator_says_why_an_author_need_not(cast, thread):
    mine, theirs = say(cast, thread), say(cast, thread)

    cast.perform(actions.remove_message, "bo", message=mine)
    with pytest.raises(Invalid) as refused:
        cast.perform(actions.remove_message, "mo", message=theirs)

    assert refused.value.field == "reason"
    assert [*Message.objects.standing()] == [theirs]


def test_what_was_removed_is_neither_edited_nor_removed_again(cast, thread):
    message = say(cast, thread)
    cast.perform(actions.remove_message, "bo", message=message)

    with pytest.raises(Denied, match="removed"):
        cast.perform(actions.edit_message, "bo", message=message, body="Encore")
    with pytest.raises(Denied, match="removed"):
        cast.perform(actions.remove_message, "mo", message=message, reason="Encore")

    assert len(happened()) == 2


# --- reading --------------------------------------------------------------------------------


def test_a_read_mark_moves_forward_only_and_never_beyond_the_end(cast, thread):
    for _ in range(3):
        say(cast, thread)

    marks = []
    for number in (2, 1, 99, 0, 3):
        cast.perform(actions.mark_thread_read, "ob", thread=thread, number=number)
        marks.append(ReadMark.objects.get(person=cast.person("ob").pk).number)

    assert marks == [2, 2, 3, 3, 3]
    assert happened()[3:] == [
        ThreadRead(person=cast.person("ob").pk, thread=thread.pk, number=number)
        for number in (2, 3)
    ]
    assert happened()[-1].subject == f"person:{cast.person('ob').pk}"


def test_nothing_is_marked_in_an_empty_thread_nor_before_its_beginning(cast, thread):
    cast.perform(actions.mark_thread_read, "bo", thread=thread, number=1)
    with pytest.raises(Invalid) as refused:
        cast.perform(actions.mark_thread_read, "bo", thread=thread, number=-1)

    assert refused.value.field == "number"
    assert not ReadMark.objects.exists()
    assert happened() == []


def test_what_is_unread_is_what_others_said_since_and_still_stands(cast, thread):
    quiet, unseen = thread_of(cast, "network"), thread_of(cast, "open")
    for who in ("bo", "ana", "bo", "mo", "ana"):
        say(cast, thread, who)
    say(cast, unseen, "mo")
    cast.perform(actions.mark_thread_read, "bo", thread=thread, number=2)
    last = thread.messages.get(number=5)
    cast.perform(actions.remove_message, "ana", message=last)
    threads = [thread.pk, quiet.pk, unseen.pk]

    assert unread_counts(cast.person("bo").pk, threads) == {
        thread.pk: 1,  # of 3, 4 and 5 the first is their own and the last was removed
        quiet.pk: 0,
        unseen.pk: 1,
    }
    assert read_numbers(cast.person("bo").pk, threads) == {thread.pk: 2}
    assert unread_counts(cast.person("ob").pk, threads) == {
        thread.pk: 4,
        quiet.pk: 0,
        unseen.pk: 1,
    }
    assert unread_counts(None, threads) == {}
    assert read_numbers(None, threads) == {}


@pytest.mark.parametrize("many", [2, 40])
def test_counting_what_is_unread_takes_one_query_for_any_number(
    cast, django_assert_num_queries, many
):
    threads = [thread_of(cast).pk for _ in range(many)]

    with django_assert_num_queries(1):
        unread_counts(cast.person("bo").pk, threads)
    with django_assert_num_queries(1):
        read_numbers(cast.person("bo").pk, threads)
