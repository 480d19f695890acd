"""Connections that never say what they want are closed, whatever they say instead."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from .conftest import Server
from .test_doors_threads import head, raw, read_all

HALF = b"GET /graphql HTTP/1.1\r\nHost: 127"
UPGRADE = (
    b"GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)
HELLO = b'{"query": "{hello}"}'


@pytest.fixture
def waiting(server: Server) -> Iterator[socket.socket]:
    """A connection on which nothing was said yet."""
    with raw(server) as connection:
        yield connection


def end_of(connection: socket.socket, *, drip: bytes = b"") -> float:
    """Say something now and then, until the other end closes; gives the seconds that it took."""
    began = time.monotonic()
    connection.settimeout(0.1)
    while time.monotonic() - began < 20:
        try:
            if drip:
                connection.sendall(drip)
            if connection.recv(65_536) == b"":
                break
        except TimeoutError:
            continue
        except ConnectionError:
            break
    else:
        raise AssertionError("It was never closed.")
    return time.monotonic() - began


@pytest.mark.parametrize("said", [b"", b"\r\n", HALF, UPGRADE], ids=range(4))
def test_who_never_finishes_the_headers_is_closed(waiting: socket.socket, said: bytes) -> None:
    waiting.sendall(said)

    assert end_of(waiting) > 1.2


@pytest.mark.parametrize("drip", [b"\r\n", b"X-A: b\r\n"], ids=range(2))
def test_who_drips_headers_is_closed_however_steadily_they_drip(
    waiting: socket.socket, drip: bytes
) -> None:
    waiting.sendall(HALF if drip.strip() else b"")

    assert end_of(waiting, drip=drip) > 1.2


def greeted(connection: socket.socket, server: Server) -> None:
    """Ask something on a connection that stays, and read the answer."""
    connection.sendall(head(server, len(HELLO)) + HELLO)
    answer = b""
    while b"Hello you" not in answer:
        piece = connection.recv(65_536)
        assert piece, answer
        answer += piece


@pytest.mark.parametrize(("said", "drip"), [(HALF, b""), (b"", b"\r\n"), (b"", b"")], ids=range(3))
def test_who_was_answered_once_may_not_stay_for_ever(
    server: Server, waiting: socket.socket, said: bytes, drip: bytes
) -> None:
    greeted(waiting, server)
    waiting.sendall(said)

    assert end_of(waiting, drip=drip) > 1.2


def test_who_asks_again_and_again_stays_as_long_as_they_like(
    server: Server, waiting: socket.socket
) -> None:
    for _ in range(5):  # together longer than one request may take
        greeted(waiting, server)
        time.sleep(0.5)


def test_a_request_that_takes_long_to_answer_is_answered(
    server: Server, waiting: socket.socket
) -> None:
    body = b'{"query": "{slow(seconds: 2.5)}"}'
    waiting.sendall(head(server, len(body), "Connection: close") + body)

    assert read_all(waiting).startswith(b"HTTP/1.1 200 ")
