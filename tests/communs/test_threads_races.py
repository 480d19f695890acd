"""Threads, when many speak at once: every message has its number, and nobody waits for ever."""

from __future__ import annotations

from itertools import pairwise

import pytest

from backend.journal.models import Entry
from communs.threads.models import Message, MessageEdit, Reaction, Thread
from tests.cast import Cast
from tests.communs.at_once import at_once, codes, gid, mutation

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

WRITERS = ("ana", "mo", "bo")


@pytest.fixture
def cast():
    return Cast()


@pytest.fixture
def thread(cast):
    return Thread.objects.create(
        audience=cast.group.members_audience,
        group=cast.group,
        title="Séance 1",
        created_by=cast.person("ana"),
    )


def posting(cast, thread, who, **given):
    shows = "message { number }"
    return mutation(cast, who, "postMessage", shows, thread=gid(thread), **given)


def test_fifty_posts_at_once_are_numbered_from_1_to_50_in_the_order_of_the_journal(cast, thread):
    posts = [posting(cast, thread, WRITERS[n % 3], body=f"Message {n}") for n in range(50)]

    answers = at_once(posts)

    assert codes(answers) == ["OK"] * 50
    assert sorted(answer["message"]["number"] for answer in answers) == [*range(1, 51)]
    assert [*Message.objects.values_list("number", flat=True)] == [*range(1, 51)]
    assert Thread.objects.get().last_number == 50
    told = [entry.data["number"] for entry in Entry.objects.filter(kind="threads.MessagePosted")]
    assert told == [*range(1, 51)]


def test_a_post_sent_many_times_at_once_under_one_key_is_said_once(cast, thread):
    posts = [
        posting(cast, thread, "bo", body="Une fois", idempotencyKey="une-fois") for _ in range(10)
    ]

    answers = at_once(posts)

    assert codes(answers) == ["OK"] * 10
    assert {answer["message"]["number"] for answer in answers} == {1}
    assert Message.objects.count() == 1


def test_nothing_is_said_or_edited_after_the_closing_whoever_was_first(cast, thread):
    first = Message.objects.create(thread=thread, number=1, author=cast.person("bo"), body="un")
    Thread.objects.update(last_number=1)
    calls = [posting(cast, thread, "ana", body="x") for _ in range(8)]
    calls += [
        mutation(cast, "bo", "editMessage", "message { body }", message=gid(first), body=f"{n}")
        for n in range(8)
    ]
    calls.insert(8, mutation(cast, "mo", "closeThread", "thread { isOpen }", thread=gid(thread)))

    answers = at_once(calls)

    done = codes(answers).count("OK")
    assert codes(answers) == ["DENIED"] * (17 - done) + ["OK"] * done
    assert answers[8]["errors"] == []
    assert Entry.objects.latest("id").kind == "threads.ThreadClosed"
    assert Entry.objects.count() == done


def test_answers_to_a_message_and_edits_of_it_do_not_lock_each_other_out(cast, thread):
    first = Message.objects.create(thread=thread, number=1, author=cast.person("bo"), body="un")
    Thread.objects.update(last_number=1)
    calls = [posting(cast, thread, "ana", body="Oui", replyTo=gid(first)) for _ in range(12)]
    calls += [
        mutation(cast, "bo", "editMessage", "message { body }", message=gid(first), body=f"{n}")
        for n in range(12)
    ]

    answers = at_once([call for pair in zip(calls[:12], calls[12:], strict=True) for call in pair])

    assert codes(answers) == ["OK"] * 24
    assert Thread.objects.get().last_number == 13
    texts = [*first.edits.values_list("body", flat=True)]
    first.refresh_from_db()
    assert sorted([*texts, first.body]) == sorted(["un", *map(str, range(12))])


def test_a_message_removed_by_two_at_once_is_removed_once(cast, thread):
    message = Message.objects.create(thread=thread, number=1, author=cast.person("bo"), body="un")
    calls = [
        mutation(cast, who, "removeMessage", "message { body }", message=gid(message), reason=who)
        for who in WRITERS
    ]

    answers = at_once(calls)

    assert codes(answers) == ["DENIED", "DENIED", "OK"]
    assert [*MessageEdit.objects.values_list("body", flat=True)] == ["un"]
    assert Entry.objects.count() == 1


def test_read_marks_set_at_once_leave_the_furthest(cast, thread):
    Thread.objects.update(last_number=50)
    calls = [
        mutation(
            cast, "bo", "markThreadRead", "thread { readNumber }", thread=gid(thread), number=n
        )
        for n in (*range(1, 51, 4), 50)
    ]

    answers = at_once(calls)

    assert codes(answers) == ["OK"] * len(calls)
    assert thread.read_marks.get().number == 50
    told = [entry.data["number"] for entry in Entry.objects.order_by("id")]
    assert all(before < after for before, after in pairwise(told))


def test_a_reaction_sent_many_times_at_once_counts_once(cast, thread):
    message = Message.objects.create(thread=thread, number=1, author=cast.person("bo"), body="un")
    calls = [
        mutation(
            cast,
            WRITERS[n % 3],
            "reactToMessage",
            "message { number }",
            message=gid(message),
            reaction="👍",
        )
        for n in range(15)
    ]

    answers = at_once(calls)

    assert codes(answers) == ["OK"] * 15
    assert Reaction.objects.count() == 3
    assert Entry.objects.count() == 3


def spoken(cast, thread, count):
    """Have bo say so many things."""
    said = [
        Message(thread=thread, number=n, author=cast.person("bo"), body=f"{n}")
        for n in range(1, count + 1)
    ]
    Thread.objects.filter(pk=thread.pk).update(last_number=count)
    return Message.objects.bulk_create(said)


def moving(cast, thread, who, messages):
    given = {"thread": gid(thread), "messages": [gid(each) for each in messages]}
    return mutation(cast, who, "moveMessages", "thread { id lastNumber }", **given, title="À part")


def numbers_are_whole():
    """Whether each thread has its messages from 1 to its last number, none left out."""
    return all(
        [*each.messages.values_list("number", flat=True)] == [*range(1, each.last_number + 1)]
        for each in Thread.objects.all()
    )


def test_what_two_move_at_once_ends_in_one_place(cast, thread):
    said = spoken(cast, thread, 6)
    overlapping = [said[:4], said[2:], said[:2], said[4:], said]
    calls = [moving(cast, thread, WRITERS[n % 2], each) for n, each in enumerate(overlapping)]

    answers = at_once(calls)

    done = codes(answers).count("OK")
    assert done >= 1
    assert codes(answers) == ["INVALID"] * (5 - done) + ["OK"] * done
    assert Thread.objects.count() == 1 + done
    assert numbers_are_whole()
    standing = Message.objects.standing().values_list("body", flat=True)
    assert sorted(standing) == ["1", "2", "3", "4", "5", "6"]


def test_moving_goes_on_among_those_who_post_edit_react_and_remove(cast, thread):
    said = spoken(cast, thread, 8)
    target, edited, removed, liked = said[:4]
    calls = [moving(cast, thread, "mo", said[:4])]
    calls += [
        posting(cast, thread, "ana", body=f"après {n}", replyTo=gid(target)) for n in range(5)
    ]
    shows = "message { number }"
    calls += [
        mutation(cast, "bo", "editMessage", shows, message=gid(edited), body=f"mieux {n}")
        for n in range(3)
    ]
    calls += [
        mutation(cast, who, "reactToMessage", shows, message=gid(liked), reaction="👍")
        for who in WRITERS
    ]
    calls.append(mutation(cast, "bo", "removeMessage", shows, message=gid(removed)))

    answers = at_once(calls)

    moved, posts = answers[0], answers[1:6]
    assert codes(posts) == ["OK"] * 5
    assert numbers_are_whole()
    assert Thread.objects.get(pk=thread.pk).last_number == 13
    if moved["errors"]:  # the removal was first
        assert (moved["errors"][0]["code"], Thread.objects.count()) == ("INVALID", 1)
        assert codes(answers[6:]) == ["OK"] * 7
        return
    new = Thread.objects.exclude(pk=thread.pk).get()
    there = {each.number: each for each in new.messages.all()}
    edits = codes(answers[6:9]).count("OK")  # those that were made before it went
    assert there[2].edits.count() == edits
    assert (there[2].body == "2") is (edits == 0)
    assert there[4].reactions.count() == codes(answers[9:12]).count("OK")
    assert codes([answers[12]]) == ["DENIED"]
    assert Reaction.objects.count() == there[4].reactions.count()
    assert MessageEdit.objects.count() == edits
    places = thread.messages.filter(moved_to__isnull=False)
    assert [*places.values_list("number", flat=True)] == [1, 2, 3, 4]
