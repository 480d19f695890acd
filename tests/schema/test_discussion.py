"""What makes a discussion pleasant, in the graph: shown, hidden, counted, heard, and its cost."""

from __future__ import annotations

import pytest

from backend.graphql.context import Context
from backend.graphql.ids import to_global_id
from backend.journal.following import catch_up
from backend.journal.models import Entry
from communs.attention import actions as keeping
from communs.groups import actions as grouping
from communs.threads import actions
from communs.threads.followers import RoleMentions
from communs.threads.mentioning import mention_of
from communs.threads.models import USUAL, Message, Thread
from schema.graph import documents
from tests.cast import EVERYBODY

from . import making
from .conftest import gid

YES = "👍"
PAGE = """
query ($thread: ID!) { thread(id: $thread) {
  reactions following permalink draft { body }
  pinnedMessages { number pinnedAt pinnedBy { name } }
  messages(first: 50) { nodes {
    number bodyHtml isRemoved permalink isBookmarked movedTo { number thread { title } }
    reactions { reaction count mine }
    reactors(first: 5) { totalCount nodes { reaction person { name } } }
    mentions(first: 5) { totalCount nodes { person { name } role } } } }
} }
"""


@pytest.fixture
def thread(cast):
    """A thread of the listed group, in which bo said hello."""
    return making.thread(cast, cast.group, "Bonjour")


@pytest.fixture
def message(thread):
    return thread.messages.get()


def react(cast, message, who="ana", reaction=YES):
    return cast.perform(actions.react_to_message, who, message=message, reaction=reaction)


def naming(cast, *who):
    return " ".join(mention_of(cast.person(each).pk, each.capitalize()) for each in who)


def page(ask, who, thread):
    shown = ask(who, PAGE, thread=gid(thread))["thread"]
    return shown, shown["messages"]["nodes"]


# --- shown ----------------------------------------------------------------------------------


def test_reactions_are_counted_and_mine_are_known(cast, ask, thread, message):
    for who in ("ana", "mo"):
        react(cast, message, who)
    react(cast, message, "ana", "🎉")

    _thread, (seen,) = page(ask, "ana", thread)
    _thread, (seen_by_mo,) = page(ask, "mo", thread)

    assert seen["reactions"] == [
        {"reaction": YES, "count": 2, "mine": True},
        {"reaction": "🎉", "count": 1, "mine": True},
    ]
    assert [each["mine"] for each in seen_by_mo["reactions"]] == [True, False]
    assert seen["reactors"]["totalCount"] == 3
    assert seen["reactors"]["nodes"][0] == {"reaction": YES, "person": {"name": "Ana"}}


def test_who_reacted_can_be_asked_for_one_reaction(cast, ask, message):
    react(cast, message, "ana")
    react(cast, message, "mo", "🎉")

    asked = """query ($m: ID!) { node(id: $m) { ... on Message {
      reactors(reaction: "🎉") { totalCount nodes { person { name } } } } } }"""

    shown = ask("bo", asked, m=gid(message))["node"]["reactors"]
    assert shown == {"totalCount": 1, "nodes": [{"person": {"name": "Mo"}}]}


def test_a_visitor_sees_how_many_reacted_and_not_who(cast, ask):
    thread = making.thread(cast, cast.groups["open"], "Bonjour")
    react(cast, thread.messages.get())

    _thread, (seen,) = page(ask, "nobody", thread)

    assert seen["reactions"] == [{"reaction": YES, "count": 1, "mine": False}]
    assert seen["reactors"] == {"totalCount": 0, "nodes": []}
    assert (seen["isBookmarked"], _thread["following"], _thread["draft"]) == (False, None, None)


def test_a_group_and_its_threads_offer_what_it_chose(cast, ask, thread):
    cast.perform(actions.choose_reactions, "mo", group=cast.group, reactions=["🌱"])
    offered = ask("bo", "{ groups { nodes { name reactions } } }")["groups"]["nodes"]
    shown, _messages = page(ask, "bo", thread)

    by_name = {each["name"]: each["reactions"] for each in offered}
    assert by_name["Groupe listed"] == shown["reactions"] == ["🌱"]
    assert by_name["Groupe open"] == list(USUAL)


def test_mentions_are_shown_by_the_names_of_now(cast, ask, thread):
    making.message(cast, thread, f"Merci {naming(cast, 'bo')} @observers", by="mo")
    catch_up(RoleMentions())
    bo = cast.person("bo")
    bo.name = "Bo Nouveau"
    bo.save()

    _thread, (_first, seen) = page(ask, "ob", thread)

    assert seen["bodyHtml"] == (
        f'<p>Merci <span class="mention" data-mention="{gid(bo)}">@Bo Nouveau</span>'
        ' <span class="mention" data-mention="observers">@observers</span></p>\n'
    )
    assert seen["mentions"] == {
        "totalCount": 2,
        "nodes": [
            {"person": {"name": "Bo Nouveau"}, "role": None},
            {"person": {"name": "Ob"}, "role": "OBSERVER"},
        ],
    }


def test_a_mention_of_a_stranger_and_of_nobody_look_alike(cast, ask, thread):
    nobody = mention_of(Message().pk, "Zed")
    making.message(cast, thread, naming(cast, "zed"))
    making.message(cast, thread, nobody)

    _thread, (_first, stranger, none) = page(ask, "ana", thread)

    assert stranger["bodyHtml"] == none["bodyHtml"] == "<p>@Zed</p>\n"
    assert stranger["mentions"] == none["mentions"] == {"totalCount": 0, "nodes": []}


MENTIONS = """
query ($unread: Boolean) { mentions(unread: $unread) {
  totalCount nodes { role message { number thread { title } } } } }
"""


def test_everybody_finds_where_they_were_mentioned(cast, ask, thread):
    hidden = making.thread(cast, cast.groups["hidden"], naming(cast, "ana"), title="Entre nous")
    making.message(cast, thread, naming(cast, "ana", "ob"))
    cast.perform(actions.mark_thread_read, "ana", thread=hidden, number=1)

    def found(who, **given):
        shown = ask(who, MENTIONS, **given)["mentions"]
        assert shown["totalCount"] == len(shown["nodes"])
        return [each["message"]["thread"]["title"] for each in shown["nodes"]]

    assert found("ana") == ["Le fil", "Entre nous"]
    assert found("ana", unread=True) == ["Le fil"]
    assert found("ob") == ["Le fil"]
    assert [found(who) for who in ("bo", "zed", "nobody")] == [[], [], []]

    cast.perform(
        grouping.remove_member, "ana", group=cast.group, person=cast.person("ob"), reason="Non"
    )
    assert found("ob") == []


def test_pinned_messages_come_the_last_one_first(cast, ask, thread, message):
    other = making.message(cast, thread, "Encore")
    for each in (message, other):
        cast.perform(actions.pin_message, "mo", message=each)

    shown, _messages = page(ask, "bo", thread)

    assert [each["number"] for each in shown["pinnedMessages"]] == [2, 1]
    assert shown["pinnedMessages"][0]["pinnedBy"] == {"name": "Mo"}


def test_a_message_is_found_by_its_number_and_has_an_address(cast, ask, settings, thread):
    settings.FRONT_END = "https://app.exemple.fr"
    making.message(cast, thread, "Deux")
    asked = """query ($t: ID!, $n: Int!) {
      thread(id: $t) { permalink message(number: $n) { number body permalink } } }"""

    def at(number):
        return ask("bo", asked, t=gid(thread), n=number)["thread"]

    address = f"https://app.exemple.fr/threads/{to_global_id('Thread', thread.pk)}"
    assert at(2) == {
        "permalink": address,
        "message": {"number": 2, "body": "Deux", "permalink": f"{address}#2"},
    }
    assert [at(number)["message"] for number in (0, 3, -1)] == [None, None, None]


def test_a_message_that_moved_is_found_where_it_was_and_leads_on(cast, ask, mutate, thread):
    for body in ("Deux", "Trois"):
        making.message(cast, thread, body)
    second = thread.messages.get(number=2)
    react(cast, second)
    shown = "thread { title lastNumber messages { nodes { number body reactions { count } } } }"

    given = {"thread": gid(thread), "messages": [gid(second)], "title": "À part"}
    answer = mutate("mo", "moveMessages", shown, **given)

    assert answer == {
        "thread": {
            "title": "À part",
            "lastNumber": 1,
            "messages": {"nodes": [{"number": 1, "body": "Deux", "reactions": [{"count": 1}]}]},
        },
        "errors": [],
    }
    _thread, messages = page(ask, "bo", thread)
    assert [each["isRemoved"] for each in messages] == [False, True, False]
    assert messages[1]["movedTo"] == {"number": 1, "thread": {"title": "À part"}}


# --- changed, refused -----------------------------------------------------------------------


ON_MESSAGE = [  # one after the other: who does it, with what, and what is so then
    ("bo", "reactToMessage", {"reaction": YES}, "reactions { mine }", [{"mine": True}]),
    ("bo", "withdrawReaction", {"reaction": YES}, "reactions { mine }", []),
    ("mo", "pinMessage", {}, "pinnedBy { name }", {"name": "Mo"}),
    ("mo", "unpinMessage", {}, "pinnedBy { name }", None),
    ("ob", "bookmarkMessage", {}, "isBookmarked", True),
    ("ob", "removeBookmark", {}, "isBookmarked", False),
]
ON_THREAD = [
    ("ob", "saveDraft", {"body": "Je"}, "draft { body }", {"body": "Je"}),
    ("ob", "saveDraft", {"body": ""}, "draft { body }", None),
    ("ob", "followThread", {"attention": "NOTHING"}, "following", "NOTHING"),
    ("ob", "followThread", {}, "following", "ALL"),
]
ON_GROUP = [("mo", "chooseReactions", {"reactions": ["🌱"]}, "reactions", ["🌱"])]


@pytest.mark.parametrize(
    ("noun", "steps"), [("message", ON_MESSAGE), ("thread", ON_THREAD), ("group", ON_GROUP)]
)
def test_each_mutation_answers_what_is_so_now(cast, mutate, thread, message, noun, steps):
    row = {"message": message, "thread": thread, "group": cast.group}[noun]

    for who, name, given, shown, expected in steps:
        answer = mutate(who, name, f"{noun} {{ {shown} }}", **{noun: gid(row)}, **given)
        assert answer == {noun: {shown.split()[0]: expected}, "errors": []}, name


@pytest.mark.parametrize(
    ("who", "name", "given", "code"),
    [
        ("ob", "reactToMessage", {"reaction": YES}, "DENIED"),
        ("zed", "reactToMessage", {"reaction": YES}, "MISSING"),
        ("bo", "reactToMessage", {"reaction": "non"}, "INVALID"),
        ("bo", "pinMessage", {}, "DENIED"),
        ("zed", "pinMessage", {}, "MISSING"),
        ("zed", "bookmarkMessage", {}, "MISSING"),
        ("nobody", "bookmarkMessage", {}, "MISSING"),
    ],
)
def test_what_is_refused_says_why_and_changes_nothing(
    cast, mutate, message, who, name, given, code
):
    cast.facts()

    answer = mutate(who, name, "message { number }", message=gid(message), **given)

    assert (answer["message"], [each["code"] for each in answer["errors"]]) == (None, [code])
    assert cast.facts() == []


def test_more_messages_than_a_hundred_are_not_even_looked_for(mutate, thread, message):
    given = {"thread": gid(thread), "messages": [gid(message)] * 101, "title": "À part"}

    answer = mutate("mo", "moveMessages", "thread { title }", **given)

    assert answer["errors"] == [{"code": "LIMITED", "field": "messages"}]
    assert Thread.objects.count() == 1


# --- kept for oneself -----------------------------------------------------------------------

KEPT = """{
  bookmarks { totalCount nodes { message { number } } }
  drafts { totalCount nodes { body thread { title } } }
}"""


def test_what_one_keeps_is_listed_for_oneself_alone(cast, ask, thread, message):
    other = making.thread(cast, cast.groups["hidden"], "Deux", title="Entre nous")
    cast.perform(keeping.bookmark_message, "ob", message=message)
    cast.perform(keeping.bookmark_message, "ob", message=other.messages.get())
    for each, body in ((thread, "Je"), (other, "Tu")):
        cast.perform(keeping.save_draft, "ob", thread=each, body=body)

    assert ask("ob", KEPT) == {
        "bookmarks": {
            "totalCount": 2,
            "nodes": [{"message": {"number": 1}}, {"message": {"number": 1}}],
        },
        "drafts": {
            "totalCount": 2,
            "nodes": [
                {"body": "Tu", "thread": {"title": "Entre nous"}},
                {"body": "Je", "thread": {"title": "Le fil"}},
            ],
        },
    }
    nothing = {"totalCount": 0, "nodes": []}
    for who in set(EVERYBODY) - {"ob"}:
        assert ask(who, KEPT) == {"bookmarks": nothing, "drafts": nothing}
    shown, (seen,) = page(ask, "ob", thread)
    assert (shown["draft"], seen["isBookmarked"]) == ({"body": "Je"}, True)
    shown, (seen,) = page(ask, "ana", thread)
    assert (shown["draft"], seen["isBookmarked"]) == (None, False)


def test_a_draft_s_id_is_nothing_to_anybody_else(cast, ask, thread):
    cast.perform(keeping.save_draft, "ob", thread=thread, body="Je")
    (mine,) = ask("ob", "{ drafts { nodes { id } } }")["drafts"]["nodes"]

    asked = "query ($id: ID!) { node(id: $id) { id } }"

    assert ask("ob", asked, id=mine["id"])["node"] == mine
    for who in ("ana", "nina", "nobody"):
        assert ask(who, asked, id=mine["id"])["node"] is None


def test_the_removal_of_a_bookmarked_message_leaves_no_trace_of_it(cast, ask, message):
    cast.perform(keeping.bookmark_message, "ob", message=message)
    cast.perform(actions.remove_message, "bo", message=message)

    assert ask("ob", KEPT)["bookmarks"] == {"totalCount": 0, "nodes": []}


# --- cost -----------------------------------------------------------------------------------


def test_a_page_costs_the_same_however_much_is_made_of_it(cast, cost, thread):
    def lively(number):
        said = making.message(cast, thread, f"{naming(cast, 'ana', 'ob')} {number}", by="mo")
        for who in ("ana", "bo"):
            react(cast, said, who)
        if number < 20:
            cast.perform(actions.pin_message, "mo", message=said)
        cast.perform(keeping.bookmark_message, "ob", message=said)

    for number in range(2):
        lively(number)
    cast.perform(keeping.save_draft, "ob", thread=thread, body="Je")
    few = cost("ob", PAGE, thread=gid(thread))

    for number in range(2, 40):
        lively(number)
    many = cost("ob", PAGE, thread=gid(thread))

    assert many == few


@pytest.mark.parametrize("asked", [MENTIONS, KEPT])
def test_a_list_costs_the_same_however_long_it_is(cast, cost, asked):
    def keep(number):
        thread = making.thread(cast, cast.group, naming(cast, "ob"), title=f"{number}")
        cast.perform(keeping.bookmark_message, "ob", message=thread.messages.get())
        cast.perform(keeping.save_draft, "ob", thread=thread, body="Je")

    for number in range(2):
        keep(number)
    few = cost("ob", asked)
    for number in range(2, 20):
        keep(number)

    assert cost("ob", asked) == few


# --- heard ----------------------------------------------------------------------------------

HEARD = """
subscription ($t: ID!) { threadEvents(thread: $t) {
  __typename by { name }
  ... on ReactionAdded { reaction message { number reactions { reaction count } } }
  ... on ReactionWithdrawn { reaction message { number reactions { reaction count } } }
  ... on MessagePinned { message { number pinnedBy { name } } }
  ... on MessageUnpinned { message { number pinnedBy { name } } }
  ... on MessageMoved { message { number isRemoved movedTo { number thread { title } } } }
} }
"""


def heard(cast, who, thread):
    """Tell all that happened in a thread, as a socket would."""
    prepared = documents.prepare(HEARD, None, {"t": gid(thread)})
    entries = Entry.objects.filter(topic=f"thread:{thread.pk}").order_by("id")
    context = Context(cast.actor(who))
    told = [prepared.event(context, entry) for entry in entries]
    return [answer.data["threadEvents"] for answer in told if answer is not None]


def test_each_new_thing_is_heard(cast, thread, message):
    react(cast, message, "ana")
    cast.perform(actions.withdraw_reaction, "ana", message=message, reaction=YES)
    cast.perform(actions.pin_message, "mo", message=message)
    cast.perform(actions.unpin_message, "mo", message=message)
    cast.perform(keeping.bookmark_message, "bo", message=message)
    given = {"messages": [message], "title": "À part"}
    cast.perform(actions.move_messages, "mo", thread=thread, **given)

    now = {"number": 1, "reactions": []}
    unpinned = {"number": 1, "pinnedBy": None}
    moved = {
        "number": 1,
        "isRemoved": True,
        "movedTo": {"number": 1, "thread": {"title": "À part"}},
    }
    assert heard(cast, "bo", thread)[1:] == [
        {"__typename": "ReactionAdded", "by": {"name": "Ana"}, "reaction": YES, "message": now},
        {"__typename": "ReactionWithdrawn", "by": {"name": "Ana"}, "reaction": YES, "message": now},
        {"__typename": "MessagePinned", "by": {"name": "Mo"}, "message": unpinned},
        {"__typename": "MessageUnpinned", "by": {"name": "Mo"}, "message": unpinned},
        {"__typename": "MessageMoved", "by": {"name": "Mo"}, "message": moved},
    ]


def test_each_event_leads_from_what_was_fetched_to_what_is_fetched_after_it(
    cast, ask, thread, message
):
    counted = "query ($m: ID!) { node(id: $m) { ... on Message { reactions { reaction count } } } }"

    def fetched():
        rows = ask("bo", counted, m=gid(message))["node"]["reactions"]
        return {each["reaction"]: each["count"] for each in rows}

    state = fetched()
    for act, who, reaction in [
        (actions.react_to_message, "ana", YES),
        (actions.react_to_message, "mo", YES),
        (actions.react_to_message, "mo", "🎉"),
        (actions.withdraw_reaction, "ana", YES),
        (actions.withdraw_reaction, "mo", YES),
    ]:
        cast.perform(act, who, message=message, reaction=reaction)
        event = heard(cast, "bo", thread)[-1]
        step = 1 if event["__typename"] == "ReactionAdded" else -1
        state[event["reaction"]] = state.get(event["reaction"], 0) + step
        state = {sign: count for sign, count in state.items() if count}
        assert state == fetched()
        told = event["message"]["reactions"]
        assert {each["reaction"]: each["count"] for each in told} == state


@pytest.mark.parametrize(
    ("asked", "alone"),
    [
        ("reactions { reaction count }", False),
        ("mentions { nodes { person { name } role } }", False),
        ("pinnedAt pinnedBy { name } permalink movedTo { number }", False),
        ("thread { reactions permalink }", False),
        ("reactions { mine }", True),
        ("reactors { nodes { person { name } } }", True),
        ("isBookmarked", True),
        ("thread { following }", True),
        ("thread { draft { body } }", True),
    ],
)
def test_what_is_for_one_listener_is_worded_for_each_alone(asked, alone):
    on_event = f"... on MessagePosted {{ message {{ {asked} }} }}"
    text = f"subscription ($t: ID!) {{ threadEvents(thread: $t) {{ cursor {on_event} }} }}"

    assert documents.prepare(text, None, {"t": "x"}).personal is alone
