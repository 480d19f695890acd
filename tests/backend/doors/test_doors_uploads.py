"""Large requests at the door: only with files, only from somebody, only so large and so slow."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.processes import nameless

from .conftest import JSON, Server, start_server

LIMITS = {"UPLOAD_LIMIT": "400000", "UPLOAD_SECONDS": "1.5"}  # beside a BODY_LIMIT of 100,000
HELLO = b'{"query": "{ me }"}'


@pytest.fixture(scope="module")
def uploads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that takes requests with files up to a size."""
    running = start_server(tmp_path_factory.mktemp("uploads"), **LIMITS)
    yield running
    running.stop()
    if running.process.stdout:
        running.process.stdout.close()


@pytest.fixture(scope="module")
def token(uploads: Server) -> str:
    """The session token of somebody."""
    return uploads.sign_in("uma")["token"]


def parts(size: int) -> bytes:
    """Write a request without a file that is as large as one with a file would be."""
    return (
        b'--b\r\nContent-Disposition: form-data; name="operations"\r\n\r\n' + HELLO
        + b'\r\n--b\r\nContent-Disposition: form-data; name="map"\r\n\r\n{"0": ["variables.x"]}'
        + b'\r\n--b\r\nContent-Disposition: form-data; name="0"; filename="a"\r\n\r\n'
        + b"x" * size
        + b"\r\n--b--\r\n"
    )  # fmt: skip


def post(server: Server, body: Any, **headers: str) -> httpx.Response:
    sent = {"content-type": "multipart/form-data; boundary=b"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.post(f"{server.url}/graphql", content=body, headers=sent, timeout=20)


def told(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["extensions"]["code"]


# The map leads nowhere, so whoever is let in is answered 400, by the graph's door.


def test_who_is_signed_in_may_send_more(uploads: Server, token: str) -> None:
    assert told(post(uploads, parts(300_000), x_session_token=token)) == (400, "INVALID")


def test_there_is_an_end_to_that_too(uploads: Server, token: str) -> None:
    assert told(post(uploads, parts(400_000), x_session_token=token)) == (413, "LIMITED")


@pytest.mark.parametrize("given", [{}, {"x_session_token": "a" * 32}, {"cookie": "sessionid=x"}])
def test_a_visitor_may_not(uploads: Server, given: dict[str, str]) -> None:
    assert told(post(uploads, parts(50_000), **given)) == (400, "INVALID")
    assert told(post(uploads, parts(300_000), **given)) == (413, "LIMITED")


def test_nobody_sends_more_of_anything_else(uploads: Server, token: str) -> None:
    large = b'{"query": "{ me }", "variables": {"x": "' + b"x" * 200_000 + b'"}}'
    sent = {**JSON, "x-session-token": token}
    answer = httpx.post(f"{uploads.url}/graphql", content=large, headers=sent, timeout=20)

    assert told(answer) == (413, "LIMITED")


def test_a_length_that_is_not_announced_is_that_of_any_request(uploads: Server, token: str) -> None:
    def pieces() -> Iterator[bytes]:
        yield parts(300_000)

    assert told(post(uploads, pieces(), x_session_token=token)) == (413, "LIMITED")


def test_files_that_arrive_too_slowly_are_refused(uploads: Server, token: str) -> None:
    head = (
        f"POST /graphql HTTP/1.1\r\nHost: {uploads.address}\r\nX-Session-Token: {token}\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 300000\r\n\r\n"
    )
    host, port = uploads.address.split(":")
    began = time.monotonic()
    with socket.create_connection((host, int(port)), timeout=10) as line:
        line.sendall(head.encode() + b"--b\r\n")
        answer = line.recv(4_096).decode()

    assert " 408 " in answer.splitlines()[0]
    assert time.monotonic() - began < 8


def test_a_sender_who_leaves_leaves_nothing(uploads: Server, token: str) -> None:
    head = (
        f"POST /graphql HTTP/1.1\r\nHost: {uploads.address}\r\nX-Session-Token: {token}\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 300000\r\n\r\n"
    )
    host, port = uploads.address.split(":")
    for _ in range(20):
        with socket.create_connection((host, int(port)), timeout=10) as line:
            line.sendall(head.encode() + b"x" * 150_000)

    deadline = time.monotonic() + 5
    while nameless(uploads.process.pid):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert uploads.nobody.post("/graphql", json={"query": "{hello}"}).status_code == 200
