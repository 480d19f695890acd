"""The end of a server that is asked all the while: whoever was let in is answered."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import pytest

from tests.databases import laid_in_sqlite

from .conftest import QUICK, ROOT, SITE, Server, environment
from .test_doors_threads import head, raw, read_all

SLOW = b'{"query": "{slow(seconds: 0.4)}"}'
HELLO = b'{"query": "{hello}"}'
# What systemd does before it runs a service: the socket is descriptor 3, and named to the process.
ACTIVATE = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.set_inheritable(3, True)
os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
os.execv(sys.executable, [sys.executable, "manage.py", "serve"])
"""


def say(connections: list[socket.socket], said: bytes) -> None:
    for each in connections:
        each.sendall(said)


def read_one(connection: socket.socket) -> bytes:
    """Read one answer, of a connection that stays: to the end of its JSON."""
    answer = b""
    while not answer.endswith(b"}}"):
        piece = connection.recv(65_536)
        assert piece, answer
        answer += piece
    return answer


def test_every_request_that_was_begun_is_answered(serve: Callable[..., Server]) -> None:
    server = serve()
    with ExitStack() as stack:
        busy, half, quiet, used = (
            [stack.enter_context(raw(server)) for _ in range(number)] for number in (12, 3, 3, 3)
        )
        say(used, head(server, len(HELLO)) + HELLO)  # connections that are kept after an answer
        assert all(read_one(each).startswith(b"HTTP/1.1 200 ") for each in used)
        say(busy, head(server, len(SLOW)) + SLOW)  # three times as many as there are threads
        say(half, head(server, len(HELLO)) + HELLO[:5])
        time.sleep(0.3)

        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.25)
        with pytest.raises(ConnectionRefusedError):
            raw(server)
        say(half, HELLO[5:])
        say([*quiet, *used], head(server, len(HELLO)) + HELLO)

        for each in (*busy, *half, *quiet, *used):
            assert read_all(each).startswith(b"HTTP/1.1 200 ")  # and then the connection is closed
        assert server.process.wait(10) in (0, -signal.SIGTERM)
    log = (server.var / "log").read_text()
    assert "Traceback" not in log
    assert "Cancel" not in log


def test_who_keeps_a_quiet_connection_does_not_hold_up_the_end(
    serve: Callable[..., Server],
) -> None:
    server = serve()
    with raw(server) as quiet, raw(server) as dripping:
        dripping.sendall(b"POST /graphql HTTP/1.1\r\n")
        began = time.monotonic()
        assert server.stop(signal.SIGTERM) in (0, -signal.SIGTERM)
        assert time.monotonic() - began < 4
        assert read_all(quiet) == b""
        with suppress(ConnectionResetError):  # where the half request was not even read yet
            assert read_all(dripping) == b""


def test_a_socket_that_is_handed_over_outlives_its_process(tmp_path: Path) -> None:
    (tmp_path / "communs.sqlite3").write_bytes(laid_in_sqlite(SITE))
    ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    ear.bind(str(tmp_path / "ready"))
    ear.settimeout(120)
    with ear, socket.create_server(("127.0.0.1", 0)) as held:
        address = f"http://127.0.0.1:{held.getsockname()[1]}"

        def start() -> subprocess.Popen[bytes]:
            return subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-c", ACTIVATE, str(held.fileno())],
                cwd=ROOT,
                env=environment(tmp_path, NOTIFY_SOCKET=str(tmp_path / "ready"), **QUICK),
                pass_fds=[held.fileno()],
            )

        first = start()
        assert ear.recv(100) == b"READY=1"
        assert httpx.get(f"{address}/constant").text == "constant"
        first.send_signal(signal.SIGTERM)
        first.wait(20)

        with socket.create_connection(held.getsockname()) as waiting:
            waiting.sendall(b"GET /constant HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert select.select([waiting], [], [], 0.2)[0] == []  # nobody serves, nobody refuses
            second = start()
            waiting.settimeout(120)
            assert waiting.recv(65_536).startswith(b"HTTP/1.1 200 ")
        second.send_signal(signal.SIGTERM)
        assert second.wait(20) in (0, -signal.SIGTERM)


def test_a_socket_that_was_handed_to_another_is_left_alone(serve: Callable[..., Server]) -> None:
    server = serve(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")

    assert server.ask("{hello}") == {"hello": "Hello you"}
