"""The seminar with ViAsso Occitanie, from its first account to its last word.

One story on one server, over HTTP and WebSocket alone: each test takes it further and leaves the
seminar's group as it found it.
"""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from backend.graphql.ids import to_global_id

from .clients import HEAR, Client, Json, bodies, dial, mutation
from .postbox import Postbox
from .servers import Server, eventually

SAID = "Et si l’Économie de l’Alliance commençait au premier kilomètre ?"
TYPED = ("l’economie de l'ALLIANCE", "l'economie de l’ALLIANCE")
FOLLOWED_WITHIN = 15.0  # seconds in which search has what was said

MEMBERS = """
query ($group: ID!) {
  group(id: $group) { memberships(first: 50) { totalCount nodes { role person { name } } } }
}
"""
PROGRAMME = """
query ($event: ID!) {
  event(id: $event) {
    timeZone
    thread { title }
    sessions(first: 10) { nodes { title startsAt thread { id title isOpen lastNumber } } }
  }
}
"""
EVERYTHING = """
query ($group: ID!) {
  group(id: $group) {
    threads { totalCount nodes { id } }
    events { totalCount nodes { id } }
    resources { totalCount nodes { id } }
  }
  threads { totalCount }
  events { totalCount }
  resources { totalCount }
}
"""


@dataclass
class Seminar:
    """Who is there, and what they made."""

    facilitator: Client
    samira: Client
    leo: Client
    group: str
    committee: str  # hidden, and the facilitator's own
    event: str
    thread: str  # of its first session
    draft: str


@pytest.fixture(scope="module")
def newcomer(communs: Server, postbox: Postbox) -> Any:
    """Let somebody come: they sign up and verify."""
    return lambda name: Client(communs, name).join(postbox)


@pytest.fixture(scope="module")
def invite(postbox: Postbox) -> Any:
    """Let somebody into a group, by an invitation that is mailed."""

    def into(group: str, host: Client, guest: Client) -> None:
        host.do("inviteToGroup", "invitation { id }", group=group, email=guest.email)
        token = postbox.invitation(guest.email)
        guest.do("acceptInvitation", "membership { role }", token=token)

    return into


@pytest.fixture(scope="module")
def seminar(newcomer: Any, invite: Any) -> Seminar:
    """The seminar as its facilitator opens it, with two people who came by invitation."""
    camille, samira, leo = map(newcomer, ("Camille Exemple", "Samira Essai", "Leo Modele"))
    group = camille.do(
        "createGroup",
        "group { id viewerRole }",
        name="Séminaire ViAsso Occitanie",
        visibility="LISTED",
        joining="INVITATION",
    )
    assert group["viewerRole"] == "FACILITATOR"
    for guest in (samira, leo):
        invite(group["id"], camille, guest)
    event = camille.do(
        "planEvent",
        "event { id }",
        group=group["id"],
        title="Université Professionnelle du réseau ViAsso Occitanie",
        startsAt="2024-04-22T09:30:00+02:00",
        endsAt="2024-04-23T16:30:00+02:00",
        timeZone="Europe/Paris",
        place="Sète",
    )
    thread = plan_sessions(camille, event["id"])
    hidden = camille.do(
        "createGroup", "group { id }", name="Comité de préparation", visibility="HIDDEN"
    )
    draft = camille.do(
        "draftResource", "resource { id }", group=group["id"], title="Notes", kind="TOOL"
    )
    return Seminar(
        camille, samira, leo, group["id"], hidden["id"], event["id"], thread, draft["id"]
    )


def plan_sessions(facilitator: Client, event: str) -> str:
    """Add three sessions; give the thread of the first."""
    threads = [
        facilitator.do(
            "addSession",
            "session { thread { id } }",
            event=event,
            title=title,
            startsAt=f"2024-04-{day}+02:00",
            endsAt=f"2024-04-{end}+02:00",
        )["thread"]["id"]
        for title, day, end in (
            ("Ouverture", "22T10:00:00", "22T12:00:00"),
            ("Équilibrer son modèle", "22T13:30:00", "22T15:30:00"),
            ("Synthèse", "23T14:00:00", "23T16:30:00"),
        )
    ]
    return threads[0]


# --- coming in ------------------------------------------------------------------------------


def test_an_account_opens_by_the_code_that_was_mailed_and_by_no_other(
    communs: Server, postbox: Postbox
) -> None:
    marie = Client(communs, "Marie Temoin")

    assert marie.sign_up().status_code == 401
    assert marie.ask("{ viewer { name } }") == {"viewer": None}
    assert marie.verify("AAAA-AAAA").status_code == 400
    assert marie.ask("{ viewer { name } }") == {"viewer": None}
    assert marie.verify(postbox.code(marie.email)).status_code == 200

    assert marie.ask("{ viewer { name } }") == {"viewer": {"name": "Marie Temoin"}}
    other = Client(communs, "Marie Temoin")
    assert other.sign_in().status_code == 200
    assert other.ask("{ viewer { email } }") == {"viewer": {"email": "marie@exemple.fr"}}


def test_who_was_invited_is_in_and_an_invitation_serves_once(
    seminar: Seminar, newcomer: Any, postbox: Postbox
) -> None:
    thief = newcomer("Theo Curieux")
    stolen = postbox.invitation(seminar.samira.email)

    tried = thief.attempt("acceptInvitation", "membership { role }", token=stolen)

    assert (tried["membership"], tried["errors"][0]["code"]) == (None, "MISSING")
    members = seminar.leo.ask(MEMBERS, group=seminar.group)["group"]["memberships"]
    assert members["totalCount"] == 3
    assert {each["person"]["name"]: each["role"] for each in members["nodes"]} == {
        "Camille Exemple": "FACILITATOR",
        "Samira Essai": "MEMBER",
        "Leo Modele": "MEMBER",
    }


# --- writing together -----------------------------------------------------------------------


def test_a_resource_is_drafted_revised_twice_and_published_and_no_edit_is_overwritten(
    seminar: Seminar,
) -> None:
    samira, camille = seminar.samira, seminar.facilitator
    wanted = "resource { id revision status body }"
    drafted = samira.do(
        "draftResource", wanted, group=seminar.group, title="La fiche-action", kind="ACTION_SHEET"
    )
    resource = drafted["id"]
    find = "query ($id: ID!) { resource(id: $id) { id } }"
    assert seminar.leo.ask(find, id=resource) == {"resource": None}

    def edit(by: Client, body: str, revision: int) -> Json:
        return by.attempt("editResource", wanted, resource=resource, revision=revision, body=body)

    assert edit(samira, "Un.", 1)["errors"] == []
    late = edit(camille, "Perdu ?", 1)
    assert late["errors"][0]["code"] == "CONFLICT"
    assert (late["resource"]["revision"], late["resource"]["body"]) == (2, "Un.")
    again = edit(camille, "Un, puis deux.", late["resource"]["revision"])
    assert (again["errors"], again["resource"]["revision"]) == ([], 3)

    published = camille.do("publishResource", wanted, resource=resource, reach="GROUP")
    assert published == {
        "id": resource,
        "revision": 3,
        "status": "PUBLISHED",
        "body": "Un, puis deux.",
    }
    assert seminar.leo.ask(find, id=resource) == {"resource": {"id": resource}}


def test_each_session_comes_with_its_thread(seminar: Seminar) -> None:
    event = seminar.leo.ask(PROGRAMME, event=seminar.event)["event"]

    assert event["timeZone"] == "Europe/Paris"
    assert event["thread"]["title"] == "Université Professionnelle du réseau ViAsso Occitanie"
    sessions = event["sessions"]["nodes"]
    titles = ["Ouverture", "Équilibrer son modèle", "Synthèse"]
    assert [each["title"] for each in sessions] == titles
    assert [each["thread"]["title"] for each in sessions] == titles
    assert sessions[0]["thread"]["id"] == seminar.thread
    assert all(each["thread"]["isOpen"] for each in sessions)


# --- discussing live ------------------------------------------------------------------------


def test_two_discuss_live_and_both_hear_both(seminar: Seminar) -> None:
    samira, leo = seminar.samira, seminar.leo
    start = samira.live_cursor(seminar.thread)
    with samira.line() as first, leo.line() as second:
        for line in (first, second):
            line.listen(seminar.thread, start)

        samira.say(seminar.thread, "On commence ?")
        leo.say(seminar.thread, "On commence.")

        heard, as_well = (
            [each | {"cursor": ""} for each in line.hear(2)] for line in (first, second)
        )
        assert heard == as_well  # but for the cursors, which may be sealed for each
    assert bodies(heard) == ["On commence ?", "On commence."]
    assert [each["message"]["author"]["name"] for each in heard] == ["Samira Essai", "Leo Modele"]
    assert heard[1]["message"]["number"] == heard[0]["message"]["number"] + 1


def test_one_who_is_cut_again_and_again_resumes_without_loss_or_repeat(seminar: Seminar) -> None:
    samira, leo = seminar.samira, seminar.leo
    said = [f"Point {number} : {uuid4()}" for number in range(30)]
    heard: list[str] = []
    cursor = leo.live_cursor(seminar.thread)
    talking = threading.Thread(target=lambda: [samira.say(seminar.thread, each) for each in said])
    talking.start()

    for part in (4, 7, 9):
        with leo.line() as line:
            line.listen(seminar.thread, cursor)
            heard += bodies(line.hear(part))
            cursor = line.cursor or ""
            line.cut()
    talking.join()
    with leo.line() as line:
        line.listen(seminar.thread, cursor)
        heard += bodies(line.hear(10))
        assert line.is_quiet()

    assert heard == said


def test_a_retried_post_is_posted_and_heard_once(seminar: Seminar) -> None:
    key, body = uuid4().hex, f"Une seule fois : {uuid4()}"
    given = {"thread": seminar.thread, "body": body, "idempotencyKey": key}
    with seminar.leo.line() as line:
        line.listen(seminar.thread, seminar.leo.live_cursor(seminar.thread))

        posted = [seminar.samira.do("postMessage", "message { id number }", **given) for _ in "123"]

        assert bodies(line.hear(1)) == [body]
        assert line.is_quiet()
    assert posted[0] == posted[1] == posted[2]


# --- finding --------------------------------------------------------------------------------


def test_what_was_said_is_found_with_either_apostrophe_and_any_accents(seminar: Seminar) -> None:
    number = seminar.samira.say(seminar.thread, SAID)

    def hits(query: str) -> list[Json]:
        return [hit for hit in seminar.leo.find(query)["nodes"] if hit["number"] == number]

    for query in TYPED:
        eventually(partial(hits, query), FOLLOWED_WITHIN)
        (hit,) = hits(query)
        assert hit["kind"] == "MESSAGE"
        assert hit["subject"] == {"__typename": "Message"}
        assert hit["html"] == (
            "Et si l’<mark>Économie</mark> de l’<mark>Alliance</mark> commençait au premier"
            " kilomètre ?"
        )


def new_word() -> str:
    """Make a word that nobody wrote: of letters alone, for digits are words of their own."""
    return "mot" + uuid4().hex.translate(str.maketrans("0123456789", "ghijklmnop"))


# --- being nobody here ----------------------------------------------------------------------


@pytest.fixture(scope="module", params=["stranger", "visitor"])
def outsider(request: pytest.FixtureRequest, communs: Server, newcomer: Any) -> Client:
    """Somebody who does not belong: signed in, or not."""
    return newcomer("Zoe Etrangere") if request.param == "stranger" else Client(communs)


def test_an_outsider_sees_the_group_listed_and_counts_nothing_in_it(
    seminar: Seminar, outsider: Client
) -> None:
    nothing = {"totalCount": 0, "nodes": []}

    seen = outsider.ask(EVERYTHING, group=seminar.group)

    assert seen["group"] == {"threads": nothing, "events": nothing, "resources": nothing}
    for part in ("threads", "events", "resources"):
        assert seen[part] == {"totalCount": 0}
    assert seminar.leo.ask(EVERYTHING, group=seminar.group)["threads"]["totalCount"] == 4


def test_an_outsider_finds_nothing_of_what_members_find(seminar: Seminar, outsider: Client) -> None:
    word = new_word()
    seminar.samira.say(seminar.thread, f"{SAID} {word}")
    eventually(lambda: seminar.leo.find(word)["totalCount"] == 1, FOLLOWED_WITHIN)
    kinds = "[MESSAGE, THREAD, EVENT, RESOURCE]"

    for query in (word, *TYPED, "Synthèse", "Université Professionnelle"):
        assert seminar.leo.find(query, kinds)["totalCount"] >= 1
        assert outsider.find(f'"{query}"', kinds) == {"totalCount": 0, "nodes": []}


ASKED = {
    "node": "query ($id: ID!) { node(id: $id) { __typename id } }",
    "nodes": "query ($id: ID!) { nodes(ids: [$id]) { __typename id } }",
    "group": "query ($id: ID!) { group(id: $id) { name memberships { totalCount } } }",
    "thread": "query ($id: ID!) { thread(id: $id) { title liveCursor messages { totalCount } } }",
    "event": "query ($id: ID!) { event(id: $id) { title sessions { totalCount } } }",
    "resource": "query ($id: ID!) { resource(id: $id) { title revisions { totalCount } } }",
}
TRIED = {
    "Group": [("joinGroup", "membership", {"group": ...})],
    "Thread": [
        ("postMessage", "message", {"thread": ..., "body": "Bonjour"}),
        ("closeThread", "thread", {"thread": ...}),
        ("markThreadRead", "thread", {"thread": ..., "number": 1}),
    ],
    "Event": [("cancelEvent", "event", {"event": ..., "reason": "Rien"})],
    "Resource": [
        ("editResource", "resource", {"resource": ..., "revision": 1, "body": "Rien"}),
        ("publishResource", "resource", {"resource": ..., "reach": "PUBLIC"}),
    ],
}


def test_a_hidden_id_and_a_random_one_are_answered_byte_for_byte_alike(
    seminar: Seminar, outsider: Client
) -> None:
    hidden = {
        "Group": seminar.committee,
        "Thread": seminar.thread,
        "Event": seminar.event,
        "Resource": seminar.draft,
    }
    for kind, id_ in hidden.items():
        of_nothing = to_global_id(kind, uuid4())
        for document in ASKED.values():
            assert seminar.facilitator.post(document, id=id_).status_code == 200
            assert answers(outsider, document, id=id_) == answers(outsider, document, id=of_nothing)
        for verb, noun, given in TRIED[kind]:
            document = mutation(verb, f"{noun} {{ id }}")
            tried = [
                answers(outsider, document, input=filled(given, each)) for each in (id_, of_nothing)
            ]
            assert tried[0] == tried[1]
            payload = json.loads(tried[0][1])["data"][verb]
            assert payload[noun] is None
            assert payload["errors"][0]["code"] in ("MISSING", "DENIED")


def answers(client: Client, document: str, **variables: Any) -> tuple[int, bytes]:
    answer = client.post(document, **variables)
    # What is left to spend falls with each question.
    return answer.status_code, re.sub(rb',"left":\d+', b"", answer.content)


def filled(given: Json, id_: str) -> Json:
    return {name: id_ if value is ... else value for name, value in given.items()}


def test_an_outsider_subscribes_to_nothing_and_is_told_no_more_than_of_a_random_thread(
    seminar: Seminar, outsider: Client
) -> None:
    cursor = seminar.leo.live_cursor(seminar.thread)
    with outsider.line() as line:
        refusals = []
        for thread in (seminar.thread, to_global_id("Thread", uuid4())):
            line.listen(thread, cursor)
            refusals.append(line.refusal())
        seminar.samira.say(seminar.thread, "Entre nous.")

        assert refusals[0] == refusals[1]
        assert refusals[0][0]["extensions"]["code"] == "MISSING"
        assert line.is_quiet()


# --- no longer ------------------------------------------------------------------------------


def test_a_removed_member_hears_nothing_more_from_the_first_second_on(
    seminar: Seminar, newcomer: Any, invite: Any
) -> None:
    former = newcomer("Noe Ancien")
    invite(seminar.group, seminar.facilitator, former)
    person = former.ask("{ viewer { id } }")["viewer"]["id"]
    with former.line() as line, seminar.leo.line() as other:
        for each in (line, other):
            each.listen(seminar.thread, former.live_cursor(seminar.thread))
        seminar.samira.say(seminar.thread, "Tous ensemble.")
        assert bodies(line.hear(1)) == bodies(other.hear(1)) == ["Tous ensemble."]

        removal = {"group": seminar.group, "person": person, "reason": "Fin du séminaire."}
        seminar.facilitator.do("removeMember", "group { id }", **removal)
        seminar.samira.say(seminar.thread, "Sans Noé.")

        assert line.refusal()[0]["extensions"]["code"] == "DENIED"
        assert bodies(other.hear(1)) == ["Sans Noé."]
        line.listen(seminar.thread, line.cursor)
        assert line.refusal()[0]["extensions"]["code"] == "MISSING"
        assert line.is_quiet()
    assert former.find("Tous ensemble") == {"totalCount": 0, "nodes": []}
    assert former.ask(ASKED["thread"], id=seminar.thread) == {"thread": None}


def test_a_group_that_closes_is_closed_at_once_to_those_who_listened(
    seminar: Seminar, outsider: Client
) -> None:
    host, word = seminar.facilitator, new_word()
    group = host.do("createGroup", "group { id }", name="Porte ouverte", visibility="OPEN")["id"]
    thread = host.do("openThread", "thread { id liveCursor }", title="Accueil", group=group)
    with outsider.line() as line:
        line.listen(thread["id"], thread["liveCursor"])
        host.say(thread["id"], f"Bienvenue. {word}")
        assert bodies(line.hear(1)) == [f"Bienvenue. {word}"]
        eventually(lambda: outsider.find(word)["totalCount"] == 1, FOLLOWED_WITHIN)

        host.do("editGroup", "group { id }", group=group, visibility="LISTED")

        assert outsider.find(word) == {"totalCount": 0, "nodes": []}
        assert outsider.ask(ASKED["thread"], id=thread["id"]) == {"thread": None}
        host.say(thread["id"], "Entre nous.")
        assert line.refusal()[0]["extensions"]["code"] == "DENIED"
        assert line.is_quiet()


def test_signing_out_ends_what_the_session_hears(
    seminar: Seminar, newcomer: Any, invite: Any
) -> None:
    tired = newcomer("Ines Fatiguee")
    invite(seminar.group, seminar.facilitator, tired)
    person = tired.ask("{ viewer { id } }")["viewer"]["id"]
    with tired.line() as line:
        line.listen(seminar.thread, tired.live_cursor(seminar.thread))
        seminar.samira.say(seminar.thread, "Encore là ?")
        assert bodies(line.hear(1)) == ["Encore là ?"]

        assert tired.sign_out().status_code == 401
        seminar.samira.say(seminar.thread, "Plus là.")

        assert line.refusal()[0]["extensions"]["code"] == "DENIED"
        assert tired.ask("{ viewer { id } }") == {"viewer": None}
        line.subscribe(HEAR, thread=seminar.thread, after=line.cursor)
        assert line.closing() == 4403
    removal = {"group": seminar.group, "person": person, "reason": "Bon repos."}
    seminar.facilitator.do("removeMember", "group { id }", **removal)


@pytest.mark.parametrize("token", ["nobody", "é", "x" * 5_000, "' OR 1=1 --"])
def test_a_token_that_is_nobodys_closes_the_socket(communs: Server, token: str) -> None:
    with dial(communs) as line:
        line.send(type="connection_init", payload={"sessionToken": token})

        assert line.closing() == 4403


# --- being in the way -----------------------------------------------------------------------


def test_twenty_half_sent_requests_hold_up_nobody(seminar: Seminar, communs: Server) -> None:
    body = json.dumps({"query": "{ __typename }"}).encode()
    with half_sent(communs, body, 20) as halves:
        for _ in range(10):
            assert seminar.leo.ask(PROGRAMME, event=seminar.event)["event"]
        seminar.samira.say(seminar.thread, "On continue.")

        for half in halves:
            half.sendall(body[-5:])
            assert half.recv(1000).startswith(b"HTTP/1.1 200")


@contextmanager
def half_sent(server: Server, body: bytes, count: int) -> Iterator[list[socket.socket]]:
    """Open connections, each with a request whose last bytes are still to come."""
    head = (
        f"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with ExitStack() as stack:
        opened = []
        for _ in range(count):
            connection = socket.create_connection(("127.0.0.1", server.port), timeout=20)
            stack.enter_context(connection).sendall(head.encode() + body[:-5])
            opened.append(connection)
        yield opened


@pytest.mark.parametrize(
    "query",
    [
        'subscription { threadEvents(thread: "x") @skip(if: true) { cursor } }',
        "subscription { __typename }",
        "{ groups(first: 1" + "0" * 6_000 + ") { totalCount } }",
    ],
    ids=range(3),
)
def test_what_makes_no_sense_on_a_socket_is_refused_in_a_word(seminar: Seminar, query: str) -> None:
    with seminar.leo.line() as line:
        line.subscribe(query)

        assert [error["extensions"]["code"] for error in line.refusal()] == ["INVALID"]
        assert seminar.leo.say(seminar.thread, "Je reste.") > 0
