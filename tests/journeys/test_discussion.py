"""A pleasant discussion: reactions, mentions, pins, drafts, bookmarks, and a digression moved away.

One story on one server, over HTTP and WebSocket alone, and by mail.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from .clients import Client, Json
from .postbox import DELIVERED_WITHIN, Postbox
from .servers import Server, eventually

LISTEN = """
subscription ($thread: ID!, $after: String) { threadEvents(thread: $thread, after: $after) {
  __typename cursor by { name }
  ... on MessagePosted { message { number bodyHtml } }
  ... on ReactionAdded { reaction message { number reactions { reaction count mine } } }
  ... on ReactionWithdrawn { reaction message { number reactions { reaction count mine } } }
  ... on MessagePinned { message { number pinnedBy { name } } }
  ... on MessageUnpinned { message { number } }
  ... on MessageMoved { message { number movedTo { number permalink thread { id title } } } }
} }
"""
THREAD = """
query ($thread: ID!) { thread(id: $thread) {
  following unreadCount draft { body } pinnedMessages { number }
  messages { nodes { number body isRemoved movedTo { number } reactions { reaction count mine } } }
} }
"""
MINE = """
{ mentions(unread: true) { nodes { message { number body } } }
  bookmarks { nodes { message { number thread { id } } } } }
"""


@dataclass
class Circle:
    """Three people, their thread, and the numbers of what they said."""

    camille: Client  # its facilitator
    samira: Client
    leo: Client
    thread: str

    def message(self, number: int) -> str:
        """Give the id of a message."""
        asked = "query ($t: ID!, $n: Int!) { thread(id: $t) { message(number: $n) { id } } }"
        found: str = self.leo.ask(asked, t=self.thread, n=number)["thread"]["message"]["id"]
        return found


@pytest.fixture(scope="module")
def circle(communs: Server, postbox: Postbox) -> Circle:
    """A group that three have joined, and its thread."""
    camille, samira, leo = (
        Client(communs, name).join(postbox)
        for name in ("Camille Exemple", "Samira Essai", "Leo Modele")
    )
    given = {"name": "Cercle des alliances", "joining": "FREE"}
    group = camille.do("createGroup", "group { id }", **given)["id"]
    for each in (samira, leo):
        each.do("joinGroup", "membership { role }", group=group)
    opened = camille.do("openThread", "thread { id }", group=group, title="Le premier kilomètre")
    return Circle(camille, samira, leo, opened["id"])


def naming(who: Client) -> str:
    """Write a mention of somebody, as a front end does."""
    viewer = who.ask("{ viewer { id name } }")["viewer"]
    return f"@[{viewer['name']}]({viewer['id']})"


def mentions_told(postbox: Postbox, to: Client) -> list[str]:
    """Give the letters that told somebody of a mention, by their subject."""
    subjects = (letter["Subject"].strip() for letter in postbox.letters(to.email))
    return [subject for subject in subjects if "mentionne" in subject]


def test_whoever_is_mentioned_finds_it_and_gets_a_letter(circle: Circle, postbox: Postbox) -> None:
    number = circle.samira.say(circle.thread, f"Qu’en pense {naming(circle.camille)} ?")

    (mention,) = circle.camille.ask(MINE)["mentions"]["nodes"]
    assert mention["message"]["number"] == number
    eventually(lambda: bool(mentions_told(postbox, circle.camille)), DELIVERED_WITHIN)
    (subject,) = mentions_told(postbox, circle.camille)
    assert subject == "Samira Essai vous mentionne dans «\u00a0Le premier kilomètre\u00a0»"

    circle.camille.do(
        "markThreadRead", "thread { readNumber }", thread=circle.thread, number=number
    )
    assert circle.camille.ask(MINE)["mentions"]["nodes"] == []


def test_a_role_is_called_upon_and_whoever_wants_no_news_gets_no_letter(
    circle: Circle, postbox: Postbox
) -> None:
    wanted = "thread { following }"
    chosen = {"thread": circle.thread, "attention": "NOTHING"}
    assert circle.leo.do("followThread", wanted, **chosen) == {"following": "NOTHING"}

    circle.camille.say(circle.thread, "@membres, on vote jeudi.")

    eventually(lambda: bool(mentions_told(postbox, circle.samira)), DELIVERED_WITHIN)
    (mention,) = circle.leo.ask(MINE)["mentions"]["nodes"]
    assert mention["message"]["body"] == "@membres, on vote jeudi."
    assert mentions_told(postbox, circle.leo) == []


def test_reactions_and_pins_are_heard_by_all_and_mine_is_mine(circle: Circle) -> None:
    number = circle.samira.say(circle.thread, "Nous voterons jeudi.")
    message, start = circle.message(number), circle.leo.live_cursor(circle.thread)
    reacted = {"message": message, "reaction": "🎉"}
    with circle.leo.line() as leo, circle.samira.line() as samira:
        for line in (leo, samira):
            line.subscribe(LISTEN, thread=circle.thread, after=start)

        circle.samira.do("reactToMessage", "message { number }", **reacted)
        heard = [line.hear(1)[0] for line in (leo, samira)]
        circle.samira.do("withdrawReaction", "message { number }", **reacted)
        circle.camille.do("pinMessage", "message { number }", message=message)
        after = leo.hear(2)

    counts = [event["message"]["reactions"] for event in heard]
    assert counts == [
        [{"reaction": "🎉", "count": 1, "mine": False}],
        [{"reaction": "🎉", "count": 1, "mine": True}],
    ]
    assert [event["__typename"] for event in after] == ["ReactionWithdrawn", "MessagePinned"]
    assert after[1]["message"]["pinnedBy"] == {"name": "Camille Exemple"}
    assert shown(circle)["pinnedMessages"] == [{"number": number}]


def shown(circle: Circle) -> Json:
    """Give the thread as Leo sees it."""
    thread: Json = circle.leo.ask(THREAD, thread=circle.thread)["thread"]
    return thread


def test_a_draft_is_kept_until_it_is_said(circle: Circle) -> None:
    circle.leo.do("saveDraft", "thread { id }", thread=circle.thread, body="Je crois")
    assert shown(circle)["draft"] == {"body": "Je crois"}

    circle.leo.say(circle.thread, "Je crois que oui")

    assert shown(circle)["draft"] is None


def test_a_digression_is_moved_and_everything_leads_to_it(circle: Circle) -> None:
    number = circle.samira.say(circle.thread, "Et pour les huîtres, à Bouzigues ?")
    message = circle.message(number)
    circle.leo.do("bookmarkMessage", "message { isBookmarked }", message=message)
    circle.leo.do("reactToMessage", "message { number }", message=message, reaction="👀")
    with circle.leo.line() as line:
        start = circle.leo.live_cursor(circle.thread)
        line.subscribe(LISTEN, thread=circle.thread, after=start)

        given = {"thread": circle.thread, "messages": [message], "title": "Les huîtres"}
        moved = circle.camille.do("moveMessages", "thread { id lastNumber }", **given)
        (event,) = line.hear(1)

    there = event["message"]["movedTo"]
    assert there == {
        "number": 1,
        "permalink": f"/threads/{moved['id']}#1",
        "thread": {"id": moved["id"], "title": "Les huîtres"},
    }
    place = shown(circle)["messages"]["nodes"][number - 1]
    assert place == {
        "number": number,
        "body": "",
        "isRemoved": True,
        "movedTo": {"number": 1},
        "reactions": [],
    }
    (said,) = circle.leo.ask(THREAD, thread=moved["id"])["thread"]["messages"]["nodes"]
    assert said["reactions"] == [{"reaction": "👀", "count": 1, "mine": True}]
    assert circle.leo.say(circle.thread, "Revenons au sujet.") == number + 1

    def bookmark_has_followed() -> bool:
        (kept,) = circle.leo.ask(MINE)["bookmarks"]["nodes"] or [None]
        return kept == {"message": {"number": 1, "thread": {"id": moved["id"]}}}

    eventually(bookmark_has_followed, 5)

    def is_found_there() -> bool:
        return [hit["number"] for hit in circle.leo.find("huîtres")["nodes"]] == [1]

    eventually(is_found_there, 5)
