"""The hub: who hears what, in which order, how often, and what it survives."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

from websockets.exceptions import ConnectionClosed

from .conftest import Server
from .talking import HEAR, Talk, eventually, talk


def write_elsewhere(server: Server, thread: str, *texts: str) -> None:
    """Write entries as another process does: nothing rings here."""
    with server.database() as database:
        database.executemany(
            "INSERT INTO journal_entry (at, kind, topic, data)"
            " VALUES (datetime(), 'site.Said', ?, json_object('thread', ?, 'text', ?))",
            [(f"thread:{thread}", thread, text) for text in texts],
        )


def listening(server: Server, number: int = 1) -> None:
    eventually(lambda: server.state()["listeners"] == number)


def test_what_is_said_is_heard_at_once_by_all_who_listen(
    serve: Callable[..., Server], thread: str
) -> None:
    server = serve(LIVE_SECONDS="3600")  # no look by itself would come in time
    with talk(server) as one, talk(server) as other:
        one.subscribe("1", HEAR, t=thread)
        other.subscribe("x", HEAR, t=thread)
        listening(server, 2)

        cursor = server.say(thread, "now")

        said = {"said": {"cursor": cursor, "text": "now"}}
        assert one.receive() == {"id": "1", "type": "next", "payload": {"data": said}}
        assert other.receive() == {"id": "x", "type": "next", "payload": {"data": said}}


def test_other_threads_and_other_facts_are_not_heard(server: Server, thread: str) -> None:
    with talk(server) as client:
        client.subscribe("1", HEAR, t=thread)
        listening(server)

        server.say(f"{thread}-other", "elsewhere")
        server.ask("mutation ($t: ID!) {whisper(thread: $t)}", t=thread)
        server.say(thread, "here")

        assert client.heard(1) == ["here"]


def test_what_another_process_wrote_is_heard_although_nothing_rang(
    server: Server, thread: str
) -> None:
    with talk(server) as client:
        client.subscribe("1", HEAR, t=thread)
        listening(server)

        write_elsewhere(server, thread, "from elsewhere")

        assert client.heard(1) == ["from elsewhere"]


def test_a_client_resumes_behind_its_cursor(server: Server, thread: str) -> None:
    server.say(thread, "missed before")
    cursor = server.say(thread, "seen")
    server.say(thread, "missed", times=250)  # several pages
    with talk(server) as client:
        client.subscribe("1", HEAR, t=thread, a=cursor)

        assert client.heard(250) == [f"missed {number}" for number in range(250)]
        server.say(thread, "live")
        assert client.heard(1) == ["live"]
        assert client.is_quiet()


def test_without_a_cursor_only_what_comes_is_heard(server: Server, thread: str) -> None:
    server.say(thread, "before")
    with talk(server) as client:
        client.subscribe("1", HEAR, t=thread)
        listening(server)
        server.say(thread, "after")

        assert client.heard(1) == ["after"]


def test_nothing_is_missed_nothing_repeated_while_others_speak(server: Server, thread: str) -> None:
    """Clients come, are cut and resume amid a burst; each hears all, once, in order."""
    total = 420
    with ThreadPoolExecutor() as pool:
        hearers = [pool.submit(hear_in_parts, server, thread, total, 30 + n) for n in range(3)]
        for _ in range(total // 7):
            server.say(thread, "burst", times=7)
        heard = [hearer.result(60) for hearer in hearers]

    with server.database() as database:
        query = "SELECT id FROM journal_entry WHERE topic = ? ORDER BY id"
        written = [row[0] for row in database.execute(query, [f"thread:{thread}"])]
    assert len(written) == total
    assert heard == [written] * 3


def hear_in_parts(server: Server, thread: str, total: int, part: int) -> list[int]:
    """Hear so many events, coming anew with the last cursor after each part."""
    cursors = [0]
    while len(cursors) <= total:
        with talk(server) as client:
            client.subscribe("1", HEAR, t=thread, a=cursors[-1])
            for _ in range(min(part, total + 1 - len(cursors))):
                cursors += [client.receive(10)["payload"]["data"]["said"]["cursor"]]
    return cursors[1:]


def test_a_cursor_ahead_of_the_journal_asks_to_fetch_anew(server: Server, thread: str) -> None:
    with talk(server) as client:
        client.subscribe("1", HEAR, t=thread, a=10**6)

        assert client.receive()["payload"][0]["extensions"] == {"code": "RESYNC"}


def test_a_cursor_older_than_the_journal_asks_to_fetch_anew(
    serve: Callable[..., Server], thread: str
) -> None:
    server = serve()
    server.say(thread, "kept?", times=10)
    with server.database() as database:
        database.execute("DELETE FROM journal_entry WHERE id <= 5")
    with talk(server) as client:
        client.subscribe("old", HEAR, t=thread, a=4)
        message = client.receive()
        assert (message["type"], message["payload"][0]["extensions"]) == (
            "error",
            {"code": "RESYNC"},
        )

        client.subscribe("whole", HEAR, t=thread, a=5)
        assert client.heard(5) == [f"kept? {number}" for number in range(5, 10)]


# --- who may hear -----------------------------------------------------------------------------


def test_a_stranger_hears_nothing_and_learns_nothing(server: Server, closed_thread: str) -> None:
    token = server.sign_in("stranger")["token"]
    with talk(server, token=token) as client:
        client.subscribe("1", HEAR, t=closed_thread, a=0)

        message = client.receive()
        assert message["payload"] == [
            {"message": "There is no such thread.", "extensions": {"code": "MISSING"}}
        ]


def test_who_is_expelled_hears_nothing_more_and_is_told_so(
    server: Server, closed_thread: str
) -> None:
    leaving, staying = server.sign_in("leaving")["token"], server.sign_in("staying")["token"]
    with talk(server, token=leaving) as one, talk(server, token=staying) as other:
        for client in (one, other):
            client.subscribe("1", HEAR, t=closed_thread)
        listening(server, 2)
        server.say(closed_thread, "both")
        assert (one.heard(1), other.heard(1)) == (["both"], ["both"])

        with server.client() as anyone:
            anyone.get("/expelled/leaving")
        server.say(closed_thread, "one")

        message = one.receive()
        assert (message["id"], message["type"]) == ("1", "error")
        assert message["payload"][0]["extensions"] == {"code": "DENIED"}
        assert other.heard(1) == ["one"]
        listening(server, 1)
        server.say(closed_thread, "again")
        assert one.is_quiet()


def test_who_signed_out_hears_nothing_more(server: Server, closed_thread: str) -> None:
    token = server.sign_in("ana")["token"]
    with talk(server, token=token) as client:
        client.subscribe("1", HEAR, t=closed_thread)
        listening(server)

        with server.client(cookie=f"sessionid={token}") as browser:
            browser.get("/signed-out")
        server.say(closed_thread, "secret")

        assert client.receive()["payload"][0]["extensions"] == {"code": "DENIED"}


def test_who_was_expelled_meanwhile_is_not_told_what_they_missed(
    server: Server, closed_thread: str
) -> None:
    token = server.sign_in("former")["token"]
    cursor = server.say(closed_thread, "seen")
    server.say(closed_thread, "missed")
    with server.client() as anyone:
        anyone.get("/expelled/former")
    with talk(server, token=token) as client:
        client.subscribe("1", HEAR, t=closed_thread, a=cursor)

        assert client.receive()["payload"][0]["extensions"] == {"code": "MISSING"}


# --- what it costs ----------------------------------------------------------------------------


def worded(server: Server) -> int:
    return server.ask("{worded}")["worded"]


def test_those_who_ask_the_same_share_one_execution(server: Server, thread: str) -> None:
    with ExitStack() as stack:
        clients = [stack.enter_context(talk(server)) for _ in range(10)]
        cursor = server.say(thread, "before")
        for number, client in enumerate(clients):
            # their cursors differ, what they are told does not
            after = {"a": cursor} if number % 2 else {}
            client.subscribe(str(number), HEAR, t=thread, **after)
        listening(server, 10)
        before = worded(server)

        server.say(thread, "shared")

        assert [client.heard(1) for client in clients] == [["shared"]] * 10
        assert worded(server) - before == 1


def test_those_who_ask_otherwise_do_not(server: Server, thread: str) -> None:
    query = "subscription ($t: ID!, $n: Int!) { said(thread: $t) { repeated(times: $n) } }"
    with talk(server) as once, talk(server) as twice:
        once.subscribe("1", query, t=thread, n=1)
        twice.subscribe("1", query, t=thread, n=2)
        listening(server, 2)

        server.say(thread, "x")

        assert once.receive()["payload"]["data"]["said"] == {"repeated": "x"}
        assert twice.receive()["payload"]["data"]["said"] == {"repeated": "xx"}


def test_what_depends_on_who_asks_is_worded_for_each(server: Server, closed_thread: str) -> None:
    query = "subscription ($t: ID!) { said(thread: $t) { me text } }"
    names = ["ana", "bo"]
    with ExitStack() as stack:
        tokens = [server.sign_in(name)["token"] for name in names]
        clients = [stack.enter_context(talk(server, token=token)) for token in tokens]
        for client in clients:
            client.subscribe("1", query, t=closed_thread)
        listening(server, 2)

        server.say(closed_thread, "personal")

        told = [client.receive()["payload"]["data"]["said"]["me"] for client in clients]
        assert told == names


# --- what it survives -------------------------------------------------------------------------


def test_one_entry_that_cannot_be_worded_ends_its_listeners_and_nobody_else(
    server: Server, thread: str
) -> None:
    with talk(server) as hit, talk(server) as other:
        hit.subscribe("1", HEAR, t=thread)
        other.subscribe("1", HEAR, t=f"{thread}-other")
        listening(server, 2)

        server.say(thread, "poison")
        server.say(f"{thread}-other", "fine")

        assert other.heard(1) == ["fine"]
        message = hit.receive()
        assert (message["type"], message["payload"][0]["extensions"]) == (
            "error",
            {"code": "UNAVAILABLE"},
        )


def test_an_entry_that_the_database_could_not_word_comes_again(server: Server, thread: str) -> None:
    away = server.var / "away"
    with talk(server) as client:
        client.subscribe("1", HEAR, t=thread)
        listening(server)
        away.touch()
        server.say(thread, "before")
        server.say(thread, "flaky")
        server.say(thread, "after")
        time.sleep(0.5)
        away.unlink()

        assert client.heard(3) == ["before", "flaky", "after"]
        assert client.is_quiet()


def test_live_goes_on_after_the_database_was_away(server: Server, thread: str) -> None:
    with talk(server) as client, server.database() as database:
        client.subscribe("1", HEAR, t=thread)
        listening(server)
        server.say(thread, "before")
        assert client.heard(1) == ["before"]

        database.execute("ALTER TABLE journal_entry RENAME TO gone")
        time.sleep(2.5)  # at least two polls fail
        with talk(server) as late:
            late.subscribe("1", HEAR, t=thread)
            assert late.receive()["payload"][0]["extensions"]["code"] == "UNAVAILABLE"
        database.execute("ALTER TABLE gone RENAME TO journal_entry")
        server.say(thread, "after")

        assert client.heard(1) == ["after"]


def test_who_reads_too_slowly_is_let_go_and_resumes(
    serve: Callable[..., Server], thread: str
) -> None:
    server = serve(SOCKET_OUTBOX="200000", SOCKET_STALL_SECONDS="60")
    with talk(server) as quick, slow_reader(server) as slow:
        for client in (quick, slow):
            client.subscribe("1", HEAR, t=thread)
        listening(server, 2)
        texts = [f"{number:04}" + "x" * 20_000 for number in range(200)]
        for text in texts:
            server.say(thread, text)
            assert quick.heard(1) == [text]  # not held up

        listening(server, 1)  # the slow one was let go
        heard = read_on(slow)
        assert heard[-1] == (1013, "Too slow: resume from the last cursor.")
        told = heard[:-1]
        assert [event["text"] for event in told] == texts[: len(told)]
        with talk(server) as again:
            again.subscribe("1", HEAR, t=thread, a=told[-1]["cursor"])
            assert again.heard(200 - len(told)) == texts[len(told) :]


def test_who_reads_nothing_at_all_is_cut_off(serve: Callable[..., Server], thread: str) -> None:
    server = serve(SOCKET_OUTBOX="200000", SOCKET_STALL_SECONDS="1")
    with slow_reader(server) as slow:
        slow.subscribe("1", HEAR, t=thread)
        listening(server, 1)
        server.say(thread, "x" * 20_000, times=500)

        eventually(lambda: server.state()["sockets"] == 0, 10)


def slow_reader(server: Server) -> Any:
    """A client that reads nothing until it is asked to: neither its system nor its library does."""
    host, port = server.address.split(":")
    small = socket.socket()
    small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    small.connect((host, int(port)))
    return talk(server, sock=small, max_queue=1)


def read_on(client: Talk) -> list[Any]:
    heard: list[Any] = []
    try:
        while True:
            heard.append(client.receive(10)["payload"]["data"]["said"])
    except ConnectionClosed as closed:
        assert closed.rcvd is not None  # noqa: PT017 - the end is part of what is heard
        return [*heard, (closed.rcvd.code, closed.rcvd.reason)]
