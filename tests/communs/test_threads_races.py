"""Threads, when many speak at once: every message has its number, and nobody waits for ever."""

from __future__ import annotations

from itertools import pairwise

import pytest

from backend.journal.models import Entry
from communs.threads.models import Message, MessageEdit, Thread
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
