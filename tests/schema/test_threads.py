"""Threads in the graph: what is answered, what is hidden, what it costs."""

from __future__ import annotations

import pytest

from communs.threads import actions
from communs.threads.models import Message, Thread
from schema.graph import documents

from . import making
from .conftest import gid

THREADS = """
query ($first: Int) { threads(first: $first) { totalCount nodes {
  title isOpen lastNumber unreadCount readNumber
  createdBy { name }
  messages { totalCount nodes { number body bodyHtml isRemoved author { name } } }
} } }
"""
THREAD = """
query ($thread: ID!) { thread(id: $thread) {
  title closedAt isOpen lastNumber unreadCount readNumber liveCursor
  messages { totalCount nodes {
    number body removalReason editedAt replyTo { number } thread { title }
    edits { totalCount nodes { body author { name } } } } }
} }
"""
POST = """
mutation ($input: PostMessageInput!) { postMessage(input: $input) {
  message { number body bodyHtml author { name } replyTo { number } thread { lastNumber } }
  errors { code field }
} }
"""


@pytest.fixture
def thread(cast):
    """A thread of the listed group, in which bo said hello."""
    return making.thread(cast, cast.group, "Bonjour **à tous**")


def test_threads_show_what_was_said_by_whom(cast, ask, thread):
    cast.perform(actions.mark_thread_read, "ana", thread=thread, number=1)
    making.message(cast, thread, "Encore")

    (shown,) = ask("ana", THREADS)["threads"]["nodes"]

    messages = shown.pop("messages")
    assert shown == {
        "title": "Le fil",
        "isOpen": True,
        "lastNumber": 2,
        "unreadCount": 1,
        "readNumber": 1,
        "createdBy": {"name": "Bo"},
    }
    assert messages["totalCount"] == 2
    assert messages["nodes"][0] == {
        "number": 1,
        "body": "Bonjour **à tous**",
        "bodyHtml": "<p>Bonjour <strong>à tous</strong></p>\n",
        "isRemoved": False,
        "author": {"name": "Bo"},
    }


@pytest.mark.parametrize(
    ("who", "titles"),
    [
        ("bo", {"open", "listed", "hidden", "network"}),
        ("zed", {"open", "network"}),
        ("nina", {"open", "network"}),
        ("nobody", {"open"}),
    ],
)
def test_everybody_sees_the_threads_that_are_for_them(cast, ask, who, titles):
    for name, group in cast.groups.items():
        making.thread(cast, group, title=name)
    cast.perform(actions.open_thread, "nina", title="network")

    seen = ask(who, "{ threads { totalCount nodes { title } } }")["threads"]

    assert {each["title"] for each in seen["nodes"]} == titles
    assert seen["totalCount"] == len(titles)


def test_messages_can_be_asked_for_from_a_number_on(cast, ask):
    thread = making.thread(cast, cast.group, *"abcde")

    asked = """query ($t: ID!) { thread(id: $t) {
      messages(fromNumber: 4) { totalCount nodes { number } } } }"""

    assert ask("bo", asked, t=gid(thread))["thread"]["messages"] == {
        "totalCount": 2,
        "nodes": [{"number": 4}, {"number": 5}],
    }


@pytest.mark.parametrize(
    ("who", "texts"), [("bo", 2), ("mo", 2), ("nina", 2), ("ob", 0), ("zed", 0), ("nobody", 0)]
)
def test_what_was_taken_back_is_for_its_author_and_for_moderators(cast, ask, who, texts):
    thread = making.thread(cast, cast.groups["open"], "Trop vite dit")
    said = thread.messages.get()
    cast.perform(actions.edit_message, "bo", message=said, body="Mieux dit")
    cast.perform(actions.remove_message, "mo", message=said, reason="Hors sujet")

    (shown,) = ask(who, THREAD, thread=gid(thread))["thread"]["messages"]["nodes"]

    assert (shown["body"], shown["removalReason"]) == ("", "Hors sujet")
    edits = [
        {"body": "Trop vite dit", "author": {"name": "Bo"}},
        {"body": "Mieux dit", "author": {"name": "Mo"}},
    ]
    assert shown["edits"] == {"totalCount": texts, "nodes": edits[:texts]}


def test_a_message_is_posted_and_answered(cast, ask, thread):
    answered = gid(thread.messages.get())

    given = {"thread": gid(thread), "body": "*Merci*", "replyTo": answered}
    answer = ask("ana", POST, input=given)["postMessage"]

    assert answer == {
        "message": {
            "number": 2,
            "body": "*Merci*",
            "bodyHtml": "<p><em>Merci</em></p>\n",
            "author": {"name": "Ana"},
            "replyTo": {"number": 1},
            "thread": {"lastNumber": 2},
        },
        "errors": [],
    }


@pytest.mark.parametrize(
    ("who", "body", "error"),
    [
        ("bo", " ", {"code": "INVALID", "field": "body"}),
        ("bo", "x" * 20_001, {"code": "INVALID", "field": "body"}),
        ("ob", "Oui", {"code": "DENIED", "field": None}),
        ("zed", "Oui", {"code": "MISSING", "field": "thread"}),
        ("nina", "Oui", {"code": "MISSING", "field": "thread"}),
        ("nobody", "Oui", {"code": "MISSING", "field": "thread"}),
    ],
)
def test_a_message_that_fails_says_why_and_changes_nothing(cast, ask, thread, who, body, error):
    answer = ask(who, POST, input={"thread": gid(thread), "body": body})

    assert answer["postMessage"] == {"message": None, "errors": [error]}
    assert Message.objects.count() == 1
    assert Thread.objects.get().last_number == 1


def test_an_answer_to_another_thread_is_refused(cast, ask, thread):
    elsewhere = making.thread(cast, cast.group, "Ailleurs")

    given = {"thread": gid(thread), "body": "Oui", "replyTo": gid(elsewhere.messages.get())}
    answer = ask("bo", POST, input=given)["postMessage"]

    assert answer == {"message": None, "errors": [{"code": "INVALID", "field": "replyTo"}]}


CHANGES = {
    "openThread": ("bo", {"title": "Nouveau", "group": "group"}, "thread { title isOpen }"),
    "renameThread": ("mo", {"thread": "thread", "title": "Autre"}, "thread { title isOpen }"),
    "closeThread": ("mo", {"thread": "thread"}, "thread { title isOpen }"),
    "reopenThread": ("mo", {"thread": "closed"}, "thread { title isOpen }"),
    "editMessage": ("bo", {"message": "message", "body": "Mieux"}, "message { body isRemoved }"),
    "removeMessage": ("bo", {"message": "message"}, "message { body isRemoved }"),
    "markThreadRead": ("ana", {"thread": "thread", "number": 1}, "thread { readNumber }"),
}
RESULTS = {
    "openThread": {"title": "Nouveau", "isOpen": True},
    "renameThread": {"title": "Autre", "isOpen": True},
    "closeThread": {"title": "Le fil", "isOpen": False},
    "reopenThread": {"title": "Fermé", "isOpen": True},
    "editMessage": {"body": "Mieux", "isRemoved": False},
    "removeMessage": {"body": "", "isRemoved": True},
    "markThreadRead": {"readNumber": 1},
}


@pytest.fixture
def named(cast, thread):
    """Give the ids of what mutations name here."""
    closed = making.thread(cast, cast.group, title="Fermé")
    cast.perform(actions.close_thread, "mo", thread=closed)
    rows = {
        "group": cast.group,
        "thread": thread,
        "closed": closed,
        "message": thread.messages.get(),
    }
    return {name: gid(row) for name, row in rows.items()}


@pytest.mark.parametrize("name", CHANGES)
def test_each_mutation_answers_what_is_so_now(mutate, named, name):
    who, given, shown = CHANGES[name]
    given = {key: named.get(value, value) for key, value in given.items()}

    answer = mutate(who, name, shown, **given)

    assert answer == {shown.split()[0]: RESULTS[name], "errors": []}


def test_a_closed_thread_takes_no_message(ask, named):
    answer = ask("bo", POST, input={"thread": named["closed"], "body": "Trop tard ?"})

    assert answer["postMessage"] == {"message": None, "errors": [{"code": "DENIED", "field": None}]}


def test_reading_costs_the_same_however_much_is_said(cast, cost):
    making.thread(cast, cast.group, "un", "deux")
    making.thread(cast, cast.group, "un", "deux")
    few = cost("ana", THREADS, first=40)

    for number in range(38):
        making.thread(cast, cast.group, *(["dit"] * (1 if number else 40)))
    many = cost("ana", THREADS, first=40)

    assert many == few == 11


def test_a_thread_says_where_to_begin_to_listen(cast, ask, thread):
    before = ask("bo", THREAD, thread=gid(thread))["thread"]["liveCursor"]
    making.message(cast, thread, "Encore")

    after = ask("bo", THREAD, thread=gid(thread))["thread"]["liveCursor"]

    assert before != after


# --- heard together -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "alone"),
    [
        ("number body bodyHtml isRemoved author { name isModerator }", False),
        ("replyTo { number } thread { title messages { nodes { body } } }", False),
        ("edits { nodes { body } }", True),  # its author's and the moderators'
        ("author { biography }", True),  # members'
        ("author { biographyHtml }", True),
        ("author { languages }", True),
        ("author { email }", True),
        ("author { memberships { nodes { role } } }", True),
        ("thread { unreadCount }", True),
    ],
)
def test_what_not_all_listeners_may_see_is_worded_for_each_alone(asked, alone):
    heard = f"... on MessagePosted {{ message {{ {asked} }} }}"
    text = f"subscription ($t: ID!) {{ threadEvents(thread: $t) {{ cursor {heard} }} }}"

    assert documents.prepare(text, None, {"t": "x"}).personal is alone
