"""The HTTP door: bodies under caps, Django in long-lived threads, answers to whoever stays."""

from __future__ import annotations

import json
import select
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from .conftest import Server


def raw(server: Server) -> socket.socket:
    host, port = server.address.split(":")
    return socket.create_connection((host, int(port)), timeout=10)


def head(server: Server, length: int | str, *more: str, path: str = "/graphql") -> bytes:
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: {server.address}",
        "Content-Type: application/json",
        f"Content-Length: {length}",
        *more,
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def read_all(connection: socket.socket) -> bytes:
    """Read until the other end closes."""
    found = b""
    while piece := connection.recv(65_536):
        found += piece
    return found


def test_twenty_half_sent_requests_hold_up_nobody_and_are_closed(
    serve: Callable[..., Server],
) -> None:
    server = serve(BODY_SECONDS="6")
    body = b'{"query": "{hello}"}'
    with ExitStack() as stack:
        halves = [stack.enter_context(raw(server)) for _ in range(20)]
        for half in halves:
            half.sendall(head(server, len(body)) + body[:10])

        answers = [server.ask("{hello}") for _ in range(5)]

        assert answers == [{"hello": "Hello you"}] * 5
        assert select.select(halves, [], [], 0) == ([], [], [])  # they are all held, all the while
        for half in halves:
            assert read_all(half).startswith(b"HTTP/1.1 408 ")


def test_a_body_that_drips_is_refused_in_time_however_steadily_it_drips(server: Server) -> None:
    with raw(server) as slow:
        began = time.monotonic()
        slow.sendall(head(server, 1_000))
        slow.settimeout(0.1)
        answer = b""
        while not answer and time.monotonic() - began < 20:
            slow.sendall(b" ")
            try:
                answer = slow.recv(65_536)
            except TimeoutError:
                continue

        assert answer.startswith(b"HTTP/1.1 408 ")
        assert time.monotonic() - began > 1.4


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "The request is larger than 100000 bytes."),
        ("fr", "La requête dépasse 100000 octets."),
    ],
)
def test_a_body_announced_too_large_is_refused_before_it_is_sent(
    server: Server, language: str, message: str
) -> None:
    with raw(server) as sender:
        sender.sendall(head(server, 10**9, "Expect: 100-continue", f"Accept-Language: {language}"))
        answer = read_all(sender)

    first, _, body = answer.partition(b"\r\n\r\n")
    assert first.startswith(b"HTTP/1.1 413 ")
    assert json.loads(body) == {"errors": [{"message": message, "extensions": {"code": "LIMITED"}}]}


def test_a_body_too_large_is_refused_and_its_sender_can_read_why(server: Server) -> None:
    answer = httpx.post(f"{server.url}/graphql", content=b"x" * 3_000_000, timeout=20)

    assert answer.status_code == 413
    assert answer.json()["errors"][0]["extensions"] == {"code": "LIMITED"}
    assert answer.headers["connection"] == "close"


def test_a_body_in_pieces_without_a_length_is_counted_as_it_comes(server: Server) -> None:
    def pieces() -> Any:
        for _ in range(40):
            yield b" " * 10_000

    answer = httpx.post(f"{server.url}/graphql", content=pieces(), timeout=20)

    assert answer.status_code == 413


def test_a_refusal_can_be_read_by_an_allowed_front_end_alone(server: Server) -> None:
    def origin_told(origin: str) -> str | None:
        answer = httpx.post(
            f"{server.url}/graphql", content=b"x" * 200_000, headers={"origin": origin}
        )
        return answer.headers.get("access-control-allow-origin")

    assert origin_told("https://front.example") == "https://front.example"
    assert origin_told("https://evil.example") is None


def test_a_request_arrives_whole(server: Server) -> None:
    answer = httpx.post(f"{server.url}/écho?a=1&b=é", content=b"x" * 99_999)

    assert answer.json() == {
        "method": "POST",
        "path": "/écho",
        "query": {"a": "1", "b": "é"},
        "size": 99_999,
        "address": "127.0.0.1",
    }


@pytest.mark.parametrize(
    ("trusted", "address"), [("127.0.0.1", "203.0.113.9"), ("192.0.2.1", "127.0.0.1")]
)
def test_whose_request_it_is_a_trusted_proxy_says_and_nobody_else(
    serve: Callable[..., Server], trusted: str, address: str
) -> None:
    server = serve(TRUSTED_PROXIES=trusted)

    answer = httpx.post(f"{server.url}/écho", headers={"X-Forwarded-For": "203.0.113.9"})

    assert answer.json()["address"] == address


def test_connections_to_the_database_live_as_long_as_their_threads(server: Server) -> None:
    with server.client() as client:
        seen = {tuple(client.get("/worked").json()) for _ in range(40)}

    names = {name for name, _connection in seen}
    assert len(names) <= 4
    assert len(seen) == len(names)  # one connection per thread, always the same


def test_a_stream_is_sent_piece_by_piece_from_the_threads(server: Server) -> None:
    answer = httpx.get(f"{server.url}/streamed")

    assert answer.text == "".join(f"{number}django;" * 10_000 for number in range(5))


def test_a_file_is_served_with_its_length_and_its_type(server: Server) -> None:
    answer = httpx.get(f"{server.url}/static/small.css")

    assert answer.text == "body { color: rebeccapurple; }\n"
    assert answer.headers["content-type"] == 'text/css; charset="utf-8"'
    assert answer.headers["content-length"] == "31"


def test_head_gives_the_headers_alone(server: Server) -> None:
    answer = httpx.head(f"{server.url}/static/small.css")

    assert (answer.status_code, answer.content) == (200, b"")


def test_every_response_is_closed_once(server: Server) -> None:
    before = httpx.get(f"{server.url}/closings").json()

    httpx.get(f"{server.url}/closing")

    assert httpx.get(f"{server.url}/closings").json() == [*before, "closed"]


def test_cookies_are_set_one_header_each(server: Server) -> None:
    answer = httpx.get(f"{server.url}/signed-in/ana")

    assert sorted(answer.cookies) == ["csrftoken", "sessionid"]


def test_a_view_that_breaks_answers_500_and_tells_nothing(server: Server) -> None:
    answer = httpx.get(f"{server.url}/broken")

    assert answer.status_code == 500
    assert "ValueError" not in answer.text


def test_clients_that_leave_amid_an_answer_disturb_nobody(server: Server) -> None:
    body = b'{"query": "{slow(seconds: 0.3)}"}'
    for _ in range(8):
        with raw(server) as leaving:
            leaving.sendall(head(server, len(body)) + body)
        with raw(server) as leaving:
            leaving.sendall(f"GET /streamed HTTP/1.1\r\nHost: {server.address}\r\n\r\n".encode())

    assert server.ask("{hello}") == {"hello": "Hello you"}
    assert "Exception in ASGI application" not in (server.var / "log").read_text()


def test_slow_requests_leave_the_event_loop_free(server: Server) -> None:
    body = b'{"query": "{slow(seconds: 4)}"}'
    with ExitStack() as stack:
        busy = [stack.enter_context(raw(server)) for _ in range(4)]  # every thread is taken
        for each in busy:
            each.sendall(head(server, len(body), "Connection: close") + body)
        time.sleep(0.1)

        with server.connect() as socket_:
            socket_.send('{"type":"connection_init"}')
            assert socket_.recv(5) == '{"type":"connection_ack"}'

        assert select.select(busy, [], [], 0) == ([], [], [])  # none of them had ended by then
        assert all(read_all(each).startswith(b"HTTP/1.1 200 ") for each in busy)
