"""graphql-transport-ws to the letter: each message, each closing code."""

from __future__ import annotations

import time
from contextlib import ExitStack
from socket import SHUT_RDWR
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from .conftest import Server
from .talking import HEAR, Talk, eventually, talk

SUBSCRIBE = {"id": "1", "type": "subscribe", "payload": {"query": "{hello}"}}


def test_a_query_is_answered_and_completed(server: Server) -> None:
    with talk(server) as client:
        client.subscribe("q", "query ($n: String) {hello(name: $n)}", n="Zoé")

        answer = client.receive()
        assert (answer["id"], answer["type"]) == ("q", "next")
        assert answer["payload"]["data"] == {"hello": "Hello Zoé"}
        assert answer["payload"]["extensions"]["cost"]["requested"] == 7
        assert client.receive() == {"id": "q", "type": "complete"}


def test_a_mutation_is_performed_and_its_id_is_free_again(server: Server, thread: str) -> None:
    with talk(server) as client:
        for _ in range(2):
            client.subscribe("m", 'mutation ($t: ID!) {say(thread: $t, text: "x")}', t=thread)
            assert client.receive()["payload"]["data"]["say"] > 0
            assert client.receive() == {"id": "m", "type": "complete"}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "INVALID"),
        ("{nothing}", "INVALID"),
        ("query ($n: Int!) {hello}", "INVALID"),
        ('subscription {said(thread: "closed") {text}}', "MISSING"),
        ('subscription {said(thread: "open", after: 1000000000) {text}}', "RESYNC"),
    ],
)
def test_what_cannot_run_is_told_by_one_error_and_nothing_more(
    server: Server, query: str, code: str
) -> None:
    with talk(server) as client:
        client.subscribe("1", query)

        message = client.receive()
        assert (message["id"], message["type"]) == ("1", "error")
        assert message["payload"][0]["extensions"]["code"] == code
        assert client.is_quiet()


def test_an_error_of_a_field_comes_with_the_result(server: Server) -> None:
    with talk(server) as client:
        client.subscribe("1", "{bug hello}")

        payload = client.receive()["payload"]
        assert payload["data"] == {"bug": None, "hello": "Hello you"}
        assert payload["errors"][0]["extensions"]["code"] == "INTERNAL"
        assert client.receive() == {"id": "1", "type": "complete"}


@pytest.mark.parametrize("payload", [None, {"a": 1}])
def test_a_ping_is_answered_with_what_it_carried_even_before_the_beginning(
    server: Server, payload: Any
) -> None:
    ping = {"type": "ping"} if payload is None else {"type": "ping", "payload": payload}
    with talk(server, begun=False) as client:
        client.send(ping)

        assert client.receive() == {**ping, "type": "pong"}


def test_a_pong_needs_no_answer(server: Server) -> None:
    with talk(server) as client:
        client.send({"type": "pong"})

        assert client.is_quiet()


def test_what_is_complete_says_no_more(server: Server, thread: str) -> None:
    with talk(server) as client:
        client.subscribe("1", HEAR, t=thread, a=0)
        server.say(thread, "before")
        assert client.heard(1) == ["before"]

        client.send({"id": "1", "type": "complete"})
        client.subscribe("done", "{hello}")
        assert [client.receive()["id"], client.receive()["id"]] == ["done", "done"]
        server.say(thread, "after")

        assert client.is_quiet(1.5)
        assert server.state()["listeners"] == 0


def test_completing_what_is_unknown_does_no_harm(server: Server) -> None:
    with talk(server) as client:
        client.send({"id": "never", "type": "complete"})
        client.subscribe("1", "{hello}")

        assert client.receive()["type"] == "next"


# --- closing codes ----------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", ["graphql-ws", "something"])
def test_another_subprotocol_is_4406(server: Server, protocol: str) -> None:
    with talk(server, begun=False, protocol=protocol) as client:
        assert client.closing() == (
            4406,
            "Subprotocol not acceptable: speak graphql-transport-ws",
        )


def test_who_does_not_begin_is_4408(server: Server) -> None:
    began = time.monotonic()
    with talk(server, begun=False) as client:
        assert client.closing() == (4408, "Connection initialisation timeout")
    assert time.monotonic() - began > 0.9


def test_who_began_in_time_stays(server: Server) -> None:
    with talk(server) as client:
        assert client.is_quiet(1.5)
        client.subscribe("1", "{hello}")
        assert client.receive()["type"] == "next"


def test_beginning_twice_is_4429(server: Server) -> None:
    with talk(server) as client:
        client.send({"type": "connection_init"})

        assert client.closing() == (4429, "Too many initialisation requests")


def test_asking_before_the_beginning_is_4401(server: Server) -> None:
    with talk(server, begun=False) as client:
        client.send(SUBSCRIBE)

        assert client.closing() == (4401, "Unauthorized")


def test_an_id_in_use_is_4409(server: Server, thread: str) -> None:
    with talk(server) as client:
        client.subscribe("one", HEAR, t=thread)
        client.subscribe("one", HEAR, t=thread)

        assert client.closing() == (4409, "Subscriber for one already exists")


@pytest.mark.parametrize(
    "message",
    [
        "NONSENSE",
        "",
        "[]",
        "null",
        "7",
        b'{"type":"ping"}',
        "{}",
        {"type": 7},
        {"type": "unknown"},
        {"type": "next", "id": "1", "payload": {}},
        {"type": "connection_ack"},
        {"type": "connection_init", "payload": []},
        {"type": "connection_init", "payload": {"sessionToken": 7}},
        {"type": "ping", "payload": "x"},
        {"type": "complete"},
        {"type": "complete", "id": ""},
        '{"type":"ping","type":"pong"}',
        '{"type":"ping","payload":{"a":"\\ud800"}}',
        '{"type":"ping","payload":' + "[" * 2_000 + "]" * 2_000 + "}",
    ],
)
def test_a_message_that_is_none_is_4400_with_a_reason(server: Server, message: Any) -> None:
    with talk(server, begun=False) as client:
        client.send(message)

        code, reason = client.closing()
        assert code == 4400
        assert reason.startswith(("Invalid message: ", "Unexpected message ", "Invalid payload: "))


@pytest.mark.parametrize(
    "subscription",
    [
        {"payload": {"query": "{hello}"}},
        {"id": 7, "payload": {"query": "{hello}"}},
        {"id": "x" * 300, "payload": {"query": "{hello}"}},
        {"id": "1"},
        {"id": "1", "payload": "{hello}"},
        {"id": "1", "payload": {}},
        {"id": "1", "payload": {"query": 7}},
        {"id": "1", "payload": {"query": "{hello}", "variables": "{}"}},
        {"id": "1", "payload": {"query": "{hello}", "operationName": 7}},
        {"id": "1", "payload": {"query": "{hello}", "extensions": []}},
        {"id": "1", "payload": [{"query": "{hello}"}]},
    ],
)
def test_a_subscription_that_is_none_is_4400_with_a_reason(
    server: Server, subscription: Any
) -> None:
    with talk(server) as client:
        client.send({"type": "subscribe", **subscription})

        code, reason = client.closing()
        assert code == 4400
        assert reason.startswith("Invalid ")


def test_a_message_too_long_is_1009(server: Server) -> None:
    with talk(server) as client:
        client.subscribe("1", "{hello}" + " " * 6_000)

        assert client.closing() == (1009, "Message too big")


def test_a_message_far_too_long_is_1009_before_it_is_read(server: Server) -> None:
    with talk(server) as client:
        client.subscribe("1", "{hello}" + " " * 30_000)

        assert client.closing()[0] == 1009


# --- who may, and how much --------------------------------------------------------------------


@pytest.mark.parametrize("origin", [None, "http://{address}", "https://front.example"])
def test_programs_our_own_pages_and_allowed_front_ends_open_sockets(
    server: Server, origin: str | None
) -> None:
    with talk(server, origin=origin and origin.format(address=server.address)) as client:
        assert client.is_quiet(0.1)


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://front.example",
        "http://127.0.0.1",
        "http://{address}.evil.example",
        "null",
        "nonsense",
    ],
)
def test_a_page_from_elsewhere_opens_no_socket(server: Server, origin: str) -> None:
    origin = origin.format(address=server.address)
    with pytest.raises(InvalidStatus) as refused, talk(server, origin=origin):
        pass
    assert refused.value.response.status_code == 403


def test_a_host_that_is_not_ours_opens_no_socket(server: Server) -> None:
    headers = {"Host": "evil.example", "Origin": "http://evil.example"}
    with pytest.raises(InvalidStatus) as refused, talk(server, additional_headers=headers):
        pass
    assert refused.value.response.status_code == 403


def me(client: Talk) -> Any:
    client.subscribe("me", "{me session}")
    answer = client.receive()["payload"]["data"]
    client.receive()
    return answer


def test_a_token_says_who_asks(server: Server) -> None:
    token = server.sign_in("ana")["token"]
    with talk(server, token=token) as client:
        assert me(client) == {"me": "ana", "session": token}


def test_a_cookie_says_who_asks(server: Server) -> None:
    token = server.sign_in("bo")["token"]
    headers = {"Cookie": f"a=b; sessionid={token}"}
    with talk(server, additional_headers=headers) as client:
        assert me(client) == {"me": "bo", "session": token}


def test_without_either_nobody_asks(server: Server) -> None:
    with talk(server) as client:
        assert me(client)["me"] is None


def test_a_token_of_nobody_is_4403(server: Server) -> None:
    with talk(server, begun=False) as client:
        client.send({"type": "connection_init", "payload": {"sessionToken": "made-up"}})

        assert client.closing() == (4403, "Forbidden")


def test_a_token_that_ended_meanwhile_is_4403_at_the_next_operation(server: Server) -> None:
    token = server.sign_in("ana")["token"]
    with talk(server, token=token) as client:
        with server.client(cookie=f"sessionid={token}") as browser:
            browser.get("/signed-out")
        client.subscribe("1", "{me}")

        assert client.closing() == (4403, "Forbidden")


def test_a_cookie_that_ended_meanwhile_speaks_for_nobody(server: Server) -> None:
    token = server.sign_in("ana")["token"]
    headers = {"Cookie": f"sessionid={token}"}
    with talk(server, additional_headers=headers) as client:
        assert me(client)["me"] == "ana"
        with server.client(cookie=f"sessionid={token}") as browser:
            browser.get("/signed-out")

        assert me(client)["me"] is None


def test_a_number_beyond_all_numbers_is_invalid_and_no_bug(server: Server) -> None:
    with talk(server) as client:
        client.subscribe("1", "{large(size: " + "9" * 4_500 + ")}")

        message = client.receive()
        assert (message["id"], message["type"]) == ("1", "error")
        assert [error["extensions"]["code"] for error in message["payload"]] == ["INVALID"]
        assert me(client)["me"] is None


def test_only_so_many_operations_run_on_one_socket(server: Server, thread: str) -> None:
    with talk(server) as client:
        for number in range(5):
            client.subscribe(str(number), HEAR, t=thread)
        client.subscribe("one too many", "{hello}")

        message = client.receive()
        assert (message["id"], message["type"]) == ("one too many", "error")
        assert message["payload"][0]["extensions"] == {"code": "LIMITED"}
        client.send({"id": "0", "type": "complete"})
        client.subscribe("now", "{hello}")
        assert client.receive()["type"] == "next"


def test_operations_do_not_wait_for_one_another(server: Server) -> None:
    with talk(server) as client:
        client.subscribe("slow", "{slow(seconds: 0.5)}")
        client.subscribe("fast", "{hello}")

        assert [client.receive()["id"] for _ in range(4)] == ["fast", "fast", "slow", "slow"]


def test_sockets_that_are_dropped_leave_nothing_behind(server: Server, thread: str) -> None:
    with ExitStack() as stack:
        clients = [stack.enter_context(talk(server)) for _ in range(20)]
        for client in clients:
            client.subscribe("1", HEAR, t=thread)
        eventually(lambda: server.state()["listeners"] == 20)

        for client in clients:
            client.connection.socket.shutdown(SHUT_RDWR)

        eventually(lambda: server.state()["sockets"] == 0)
        assert server.state()["listeners"] == 0
