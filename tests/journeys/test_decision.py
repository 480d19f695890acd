"""A decision, from the question to what came of it: heard live by those of the thread alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from .clients import Client, Json, Line
from .postbox import Postbox, text_of
from .servers import Server, eventually

FOLLOWED_WITHIN = 10.0

HEAR = """
subscription Hear($thread: ID!, $after: String) {
  threadEvents(thread: $thread, after: $after) {
    __typename
    cursor
    by { name }
    ... on MessagePosted { message { number body } }
    ... on PollOpened { poll { ...Standing message { number } } }
    ... on VoteCast { poll { ...Standing } }
    ... on PollClosed { poll { ...Standing } }
    ... on OutcomeStated { poll { ...Standing } outcome { statement } }
  }
}
fragment Standing on Poll {
  title isOpen voterCount quorumReached
  results { stances { stance count } options { option { label } count } best { label startsAt } }
}
"""
STANDING = """
query ($poll: ID!) { poll(id: $poll) {
  isOpen hasVoted voterCount myVote { stance options { option { label } } }
  results { options { option { label } count } best { label } }
  votes { totalCount nodes { voter { name } } }
  outcome { statement author { name } }
} }
"""
AWAITING = "{ polls(awaitingMe: true) { totalCount nodes { title thread { title } } } }"


@dataclass
class Council:
    """Who decides, and where."""

    camille: Client
    samira: Client
    leo: Client
    zoe: Client  # belongs to the network, not to the group
    group: str
    thread: str


@pytest.fixture(scope="module")
def council(communs: Server, postbox: Postbox) -> Council:
    names = ("Camille Exemple", "Samira Essai", "Leo Modele", "Zoe Etrangere")
    camille, samira, leo, zoe = (Client(communs, name).join(postbox) for name in names)
    group = camille.do("createGroup", "group { id }", name="Conseil", joining="FREE")["id"]
    for member in (samira, leo):
        member.do("joinGroup", "membership { role }", group=group)
    thread = camille.do("openThread", "thread { id }", group=group, title="La rentrée")["id"]
    return Council(camille, samira, leo, zoe, group, thread)


@pytest.fixture(scope="module")
def poll(council: Council) -> str:
    """A proposal that was answered, closed and concluded."""
    camille = council.camille
    given = {"thread": council.thread, "kind": "PROPOSAL", "title": "Nous retenons Balaruc"}
    made: str = camille.do("openPoll", "poll { id }", **given)["id"]
    council.leo.do("castVote", "poll { id }", poll=made, stance="AGREE")
    camille.do("closePoll", "poll { isOpen }", poll=made)
    camille.do("stateOutcome", "poll { id }", poll=made, statement="Ce sera **Balaruc**.")
    return made


def listen(line: Line, who: Client, thread: str) -> None:
    line.subscribe(HEAR, thread=thread, after=who.live_cursor(thread))


def stances(event: Json) -> dict[str, int]:
    """Give how many stand where, as an event tells it."""
    counted = event["poll"]["results"]["stances"]
    return {each["stance"]: each["count"] for each in counted if each["count"]}


def test_a_proposal_is_put_answered_live_closed_and_concluded(
    council: Council, postbox: Postbox
) -> None:
    camille, samira, leo = council.camille, council.samira, council.leo
    given = {"group": council.group, "title": "Le séminaire"}
    thread = camille.do("openThread", "thread { id }", **given)["id"]
    with leo.line() as line:
        listen(line, leo, thread)
        poll = camille.do(
            "openPoll",
            "poll { id }",
            thread=thread,
            kind="PROPOSAL",
            title="Nous retenons Sète",
            description="Deux jours, *en avril*.",
            quorum=2,
        )["id"]
        said, opened = line.hear(2)
        waiting = samira.ask(AWAITING)["polls"]
        samira.do("castVote", "poll { id }", poll=poll, stance="ABSTAIN")
        leo.do("castVote", "poll { id }", poll=poll, stance="BLOCK", reason="Et Agde ?")
        leo.do("castVote", "poll { id }", poll=poll, stance="AGREE")
        votes = line.hear(3)
        camille.do("closePoll", "poll { isOpen }", poll=poll)
        late = samira.attempt("castVote", "poll { id }", poll=poll, stance="AGREE")
        camille.do("stateOutcome", "poll { id }", poll=poll, statement="Ce sera **Sète**.")
        closed, stated = line.hear(2)

    assert said["message"] == {"number": 1, "body": "Nous retenons Sète"}
    assert (opened["__typename"], opened["by"]) == ("PollOpened", {"name": "Camille Exemple"})
    assert opened["poll"]["message"] == {"number": 1}
    assert waiting["nodes"] == [
        {"title": "Nous retenons Sète", "thread": {"title": "Le séminaire"}}
    ]
    assert [stances(each) for each in votes[-1:]] == [{"AGREE": 1, "ABSTAIN": 1}]
    assert [each["by"] for each in votes] == [None] * 3
    assert votes[-1]["poll"]["quorumReached"] is True
    assert late["errors"][0]["code"] == "DENIED"
    assert (closed["__typename"], closed["by"]) == ("PollClosed", {"name": "Camille Exemple"})
    assert stated["outcome"] == {"statement": "Ce sera **Sète**."}
    for voter in (samira, leo):
        eventually(partial(about, postbox, voter, "Ce sera Sète."), FOLLOWED_WITHIN)
    assert about(postbox, camille, "Ce sera Sète.") == []


def about(postbox: Postbox, who: Client, said: str) -> list[str]:
    """Give the letters to somebody that say something."""
    texts = [text_of(letter) for letter in postbox.letters(who.email)]
    return [text for text in texts if said in text]


def test_times_are_answered_until_the_poll_closes_by_itself(council: Council) -> None:
    samira, leo = council.samira, council.leo
    closes_at = datetime.now(UTC) + timedelta(seconds=4)
    times = [
        {"startsAt": f"2030-04-{day}T09:00:00+02:00", "endsAt": f"2030-04-{day}T11:00:00+02:00"}
        for day in (22, 23)
    ]
    with leo.line() as line:
        listen(line, leo, council.thread)
        poll = samira.do(
            "openPoll",
            "poll { id }",
            thread=council.thread,
            kind="TIME",
            title="Quand ?",
            timeZone="Europe/Paris",
            options=times,
            closesAt=closes_at.isoformat(),
        )["id"]
        leo.do("castVote", "poll { id }", poll=poll, answers=[{"option": 2, "answer": "YES"}])
        line.hear(3)
        closed = line.receive(30)["payload"]["data"]["threadEvents"]
        late = samira.attempt(
            "castVote", "poll { id }", poll=poll, answers=[{"option": 1, "answer": "YES"}]
        )

    assert (closed["__typename"], closed["by"]) == ("PollClosed", None)
    assert closed["poll"]["voterCount"] == 1
    best = closed["poll"]["results"]["best"]
    assert best == [{"label": "", "startsAt": "2030-04-23T07:00:00+00:00"}]
    assert late["errors"][0]["code"] == "DENIED"


def test_an_anonymous_poll_tells_nobody_who_chose_what(council: Council) -> None:
    camille, samira, leo = council.camille, council.samira, council.leo
    with leo.line() as line:
        listen(line, leo, council.thread)
        poll = camille.do(
            "openPoll",
            "poll { id }",
            thread=council.thread,
            kind="CHOICE",
            title="Qui anime ?",
            options=[{"label": "Samira"}, {"label": "Leo"}],
            anonymous=True,
        )["id"]
        for voter, option in ((camille, 1), (samira, 1), (leo, 2)):
            voter.do("castVote", "poll { id }", poll=poll, choices=[option])
        heard = line.hear(5)
        while_open = leo.ask(STANDING, poll=poll)["poll"]
        camille.do("closePoll", "poll { isOpen }", poll=poll)
        (closed,) = line.hear(1)
    afterwards = leo.ask(STANDING, poll=poll)["poll"]

    assert [each["poll"]["results"] for each in heard if "poll" in each] == [None] * 4
    assert while_open["votes"] == {"totalCount": 1, "nodes": [{"voter": {"name": "Leo Modele"}}]}
    assert closed["poll"]["results"]["best"] == [{"label": "Samira", "startsAt": None}]
    assert afterwards["votes"] == {"totalCount": 3, "nodes": [{"voter": None}] * 3}
    assert (afterwards["hasVoted"], afterwards["myVote"]) == (True, None)


@pytest.mark.parametrize("signed_in", [True, False])
def test_outsiders_see_hear_and_find_nothing_of_it(
    council: Council, communs: Server, poll: str, signed_in: Any
) -> None:
    outsider = council.zoe if signed_in else Client(communs)
    mine = "{ polls { totalCount nodes { id } } }"
    assert {"id": poll} in council.leo.ask(mine)["polls"]["nodes"]

    eventually(lambda: council.leo.find("Balaruc", "[POLL]")["totalCount"] == 1, FOLLOWED_WITHIN)

    assert outsider.ask(mine) == {"polls": {"totalCount": 0, "nodes": []}}
    assert outsider.ask(STANDING, poll=poll) == {"poll": None}
    assert outsider.find("Balaruc", "[POLL]")["totalCount"] == 0
    with outsider.line() as line:
        line.subscribe(HEAR, thread=council.thread, after=None)
        assert line.refusal()[0]["extensions"]["code"] == "MISSING"
