"""Mutations: once per key, on what exists for whoever asks, told as data when they fail."""

from __future__ import annotations

import pytest

from backend.graphql.ids import to_global_id
from backend.graphql.models import Performed
from backend.journal.models import Entry
from backend.models import new_key
from communs.groups import actions as grouping
from communs.threads import actions
from communs.threads.models import Message, Thread
from communs.threads.reach import Reach

from . import making
from .conftest import gid, mutation_of

SHOWN = "message { id number body }"
MISSPELT = ["", "x", "VGhyZWFk", "VGhyZWFkOng=", "é", "VGhyZWFkOjEyMw==", "🦊", "\u0000"]


@pytest.fixture
def thread(cast):
    """An empty thread of the listed group."""
    return making.thread(cast, cast.group)


# --- once per key -------------------------------------------------------------------------------


def test_the_same_under_the_same_key_is_done_once_and_answered_alike(cast, mutate, thread):
    given = {"thread": gid(thread), "body": "Une fois", "idempotencyKey": "k1"}

    first, second = (mutate("bo", "postMessage", SHOWN, **given) for _ in range(2))

    assert first == second
    assert first["message"]["number"] == 1
    assert Message.objects.count() == 1
    assert Entry.objects.filter(kind="threads.MessagePosted").count() == 1


@pytest.mark.parametrize(
    ("name", "other"),
    [("postMessage", {"body": "Autre chose"}), ("renameThread", {"title": "Autre"})],
)
def test_a_key_is_good_for_one_act_alone(cast, mutate, thread, name, other):
    key = {"thread": gid(thread), "idempotencyKey": "k1"}
    mutate("mo", "postMessage", SHOWN, **key, body="Une fois")

    answer = mutate("mo", name, "__typename", **key, **other)

    assert answer["errors"] == [{"code": "INVALID", "field": "idempotencyKey"}]
    assert [message.body for message in Message.objects.all()] == ["Une fois"]
    assert Thread.objects.get().title == "Le fil"


def test_what_failed_can_be_tried_again_under_its_key(cast, mutate, thread):
    given = {"thread": gid(thread), "body": "Enfin", "idempotencyKey": "k1"}
    cast.perform(actions.close_thread, "mo", thread=thread)
    refused = mutate("bo", "postMessage", SHOWN, **given)
    cast.perform(actions.reopen_thread, "mo", thread=thread)

    done = mutate("bo", "postMessage", SHOWN, **given)

    assert refused == {"message": None, "errors": [{"code": "DENIED", "field": None}]}
    assert (done["message"]["body"], done["errors"]) == ("Enfin", [])


def test_two_persons_may_use_the_same_key(cast, mutate, thread):
    given = {"thread": gid(thread), "body": "Moi aussi", "idempotencyKey": "k1"}

    numbers = [
        mutate(who, "postMessage", SHOWN, **given)["message"]["number"] for who in ("bo", "ana")
    ]

    assert numbers == [1, 2]
    assert Performed.objects.count() == 2


def test_without_a_key_the_same_is_done_again(cast, mutate, thread):
    given = {"thread": gid(thread), "body": "Encore"}

    numbers = [mutate("bo", "postMessage", SHOWN, **given)["message"]["number"] for _ in range(2)]

    assert numbers == [1, 2]


@pytest.mark.parametrize("key", ["", " ", "x" * 101, "a\u0007b"])
def test_a_key_that_cannot_be_kept_is_refused(cast, mutate, thread, key):
    answer = mutate("bo", "postMessage", SHOWN, thread=gid(thread), body="Oui", idempotencyKey=key)

    assert answer == {"message": None, "errors": [{"code": "INVALID", "field": "idempotencyKey"}]}
    assert not Message.objects.exists()


def test_a_key_answers_only_what_its_owner_may_still_see(cast, mutate, thread):
    given = {"thread": gid(thread), "body": "Avant", "idempotencyKey": "k1"}
    mutate("bo", "postMessage", SHOWN, **given)
    cast.perform(grouping.leave_group, "bo", group=cast.group)

    assert mutate("bo", "postMessage", SHOWN, **given) == {"message": None, "errors": []}


# --- unseen is absent ---------------------------------------------------------------------------


@pytest.fixture
def hidden(cast):
    """Give the ids of what zed does not see."""
    group = cast.groups["hidden"]
    thread = making.thread(cast, group, "Entre nous")
    event = making.event(cast, group)
    resource = making.resource(cast, group, reach=Reach.GROUP)
    request = cast.perform(grouping.request_to_join, "nina", group=cast.group)
    invitation = cast.perform(
        grouping.invite_to_group, "ana", group=cast.group, email="eve@communs.example"
    )
    rows = {
        "group": group,
        "thread": thread,
        "message": thread.messages.get(),
        "event": event,
        "session": making.session(cast, event),
        "resource": resource,
        "contributor": resource.contributors.get(),
        "request": request,
        "invitation": invitation,
    }
    return {name: gid(row) for name, row in rows.items()}


TYPES = {"request": "JoinRequest"}
NAMING = {  # mutation: the input that names something, and what else it takes
    "postMessage": ("thread", {"body": "x"}),
    "renameThread": ("thread", {"title": "x"}),
    "closeThread": ("thread", {}),
    "reopenThread": ("thread", {}),
    "markThreadRead": ("thread", {"number": 1}),
    "editMessage": ("message", {"body": "x"}),
    "removeMessage": ("message", {}),
    "openThread": ("group", {"title": "x"}),
    "editGroup": ("group", {"name": "x"}),
    "joinGroup": ("group", {}),
    "leaveGroup": ("group", {}),
    "requestToJoin": ("group", {}),
    "inviteToGroup": ("group", {"email": "eve@communs.example"}),
    "acceptRequest": ("request", {}),
    "refuseRequest": ("request", {"reason": "x"}),
    "withdrawRequest": ("request", {}),
    "revokeInvitation": ("invitation", {}),
    "draftResource": ("group", {"title": "x", "kind": "GUIDE"}),
    "editResource": ("resource", {"revision": 1}),
    "publishResource": ("resource", {"reach": "PUBLIC"}),
    "archiveResource": ("resource", {}),
    "restoreResource": ("resource", {}),
    "creditContributor": ("resource", {"role": "AUTHOR", "name": "x"}),
    "uncreditContributor": ("contributor", {}),
    "setResourceLinks": ("resource", {"links": []}),
    "openResourceThread": ("resource", {}),
    "planEvent": (
        "group",
        {
            "title": "x",
            "startsAt": "2024-04-22T09:00:00+02:00",
            "endsAt": "2024-04-22T10:00:00+02:00",
            "timeZone": "Europe/Paris",
        },
    ),
    "editEvent": ("event", {"revision": 1}),
    "cancelEvent": ("event", {"reason": "x"}),
    "addSession": (
        "event",
        {
            "title": "x",
            "startsAt": "2024-04-22T09:00:00+02:00",
            "endsAt": "2024-04-22T10:00:00+02:00",
        },
    ),
    "editSession": ("session", {"revision": 1}),
    "cancelSession": ("session", {"reason": "x"}),
}


@pytest.mark.parametrize("name", NAMING)
def test_what_is_hidden_answers_a_mutation_as_if_it_were_not_there(cast, post, hidden, name):
    field, given = NAMING[name]
    absent = to_global_id(TYPES.get(field, field.capitalize()), new_key())
    document = mutation_of(name, "__typename errors { code field message }")
    before = Entry.objects.count()

    answers = [
        post("zed", document, input={field: each, **given})
        for each in (hidden[field], absent, gid(cast.person("bo")), *MISSPELT)
    ]

    assert all(answer == answers[0] for answer in answers)
    (error,) = answers[0]["data"][name]["errors"]
    assert (error["code"], error["field"]) == ("MISSING", field)
    assert Entry.objects.count() == before


FIELDS = ("thread", "group", "resource", "event", "person")


@pytest.mark.parametrize("name", FIELDS)
def test_what_is_hidden_answers_a_query_as_if_it_were_not_there(cast, post, hidden, name):
    who = "zed" if name != "person" else "nobody"
    there = hidden.get(name, gid(cast.person("bo")))
    absent = to_global_id(name.capitalize(), new_key())
    other = gid(cast.groups["open"]) if name != "group" else gid(cast.person("bo"))
    document = f"query ($id: ID!) {{ it: {name}(id: $id) {{ id }} }}"

    for each in (there, absent, other, *MISSPELT):
        assert post(who, document, id=each) == {"data": {"it": None}}


@pytest.mark.parametrize("name", ["group", "thread", "message", "event", "session", "resource",
                                  "contributor", "request", "invitation"])  # fmt: skip
def test_what_is_hidden_is_no_node(cast, post, hidden, name):
    absent = to_global_id(TYPES.get(name, name.capitalize()), new_key())
    unknown = to_global_id("Nothing", new_key())
    asked = "query ($id: ID!, $ids: [ID!]!) { node(id: $id) { id } nodes(ids: $ids) { id } }"

    for each in (hidden[name], absent, unknown, *MISSPELT):
        shown = gid(cast.groups["open"])
        assert post("zed", asked, id=each, ids=[each, shown, each]) == {
            "data": {"node": None, "nodes": [None, {"id": shown}, None]}
        }
        assert post("bo", asked, id=shown, ids=[])["data"] == {"node": {"id": shown}, "nodes": []}


def test_everything_that_has_an_id_is_a_node_for_whom_it_is(cast, ask, hidden):
    asked = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"

    seen = ask("ana", asked, ids=list(hidden.values()))["nodes"]

    assert [each["id"] for each in seen] == list(hidden.values())
    assert [each["__typename"] for each in seen] == [
        TYPES.get(name, name.capitalize()) for name in hidden
    ]


def test_too_many_nodes_at_once_are_refused(cast, post):
    answer = post("bo", "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=["x"] * 101)

    assert answer["data"] is None
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "LIMITED", "field": "ids"}


# --- one document, several mutations ------------------------------------------------------------


def test_mutations_of_one_document_happen_in_their_order(cast, ask, thread):
    document = """mutation ($t: ID!) {
      b: postMessage(input: {thread: $t, body: "un"}) { message { number } }
      a: closeThread(input: {thread: $t}) { thread { isOpen lastNumber } }
      c: postMessage(input: {thread: $t, body: "deux"}) { message { number } errors { code } }
    }"""

    assert ask("mo", document, t=gid(thread)) == {
        "b": {"message": {"number": 1}},
        "a": {"thread": {"isOpen": False, "lastNumber": 1}},
        "c": {"message": None, "errors": [{"code": "DENIED"}]},
    }


def test_what_a_mutation_brought_counts_for_the_next(cast, ask):
    document = """mutation ($g: ID!) {
      createGroup(input: {name: "Neuf", visibility: HIDDEN}) { group { viewerRole } }
      leaveGroup(input: {group: $g}) { group { name } }
      openThread(input: {group: $g, title: "Trop tard"}) { errors { code } }
    }"""

    assert ask("bo", document, g=gid(cast.groups["hidden"])) == {
        "createGroup": {"group": {"viewerRole": "FACILITATOR"}},
        "leaveGroup": {"group": None},
        "openThread": {"errors": [{"code": "MISSING"}]},
    }
