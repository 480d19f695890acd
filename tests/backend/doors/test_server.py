"""The server process: it begins, greets, refuses a taken port in one line, and ends cleanly."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.processes import next_line

from .conftest import Server, manage
from .talking import HEAR, eventually, talk


def followed(server: Server) -> int:
    with server.database() as database:
        query = "SELECT position FROM journal_cursor WHERE name = 'counting'"
        found = database.execute(query).fetchone()
    return found[0] if found else 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_though_sockets_and_followers_are_there(
    serve: Callable[..., Server], thread: str, number: int
) -> None:
    server = serve()
    with talk(server) as client:
        client.subscribe("1", HEAR, t=thread)
        server.say(thread, "x")
        began = time.monotonic()
        server.process.send_signal(number)

        assert client.closing()[0] == 1012  # "service restart": clients come back
        assert server.process.wait(10) in (0, -signal.SIGTERM)
    assert time.monotonic() - began < 5
    assert "Traceback" not in (server.var / "log").read_text()


def test_a_taken_port_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = manage("serve", "--port", str(port), var=tmp_path)

        assert process.wait(20) == 1
    assert (tmp_path / "log").read_text().splitlines()[-1] == (
        f"CommandError: http://127.0.0.1:{port}/: Address already in use"
    )
    if process.stdout:
        assert process.stdout.read() == ""
        process.stdout.close()


def said_last(process: subprocess.Popen[str], log: Path) -> str:
    """Wait for a command that gives up; gives its last line."""
    try:
        assert process.wait(20) not in (0, None)
    finally:
        process.kill()  # else one that serves after all would go on after the tests
    if process.stdout:
        assert process.stdout.read() == ""
        process.stdout.close()
    assert "Traceback" not in log.read_text()
    return log.read_text().splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "99999", "PORT=99999: a port is a number from 0 to 65535."),
        ("PORT", "-1", "PORT=-1: a port is a number from 0 to 65535."),
        ("PORT", "abc", "PORT=abc: this is not a number."),
        ("PORT", "", "PORT=: this is not a number."),
        ("HTTP_THREADS", "many", "HTTP_THREADS=many: this is not a number."),
        ("BODY_SECONDS", "soon", "BODY_SECONDS=soon: this is not a number."),
    ],
)
def test_a_variable_that_makes_no_sense_is_told_in_one_line(
    tmp_path: Path, name: str, value: str, said: str
) -> None:
    process = manage("serve", var=tmp_path, **{name: value})

    assert said_last(process, tmp_path / "log") == said


@pytest.mark.parametrize("port", ["99999", "-1", "abc"])
def test_a_port_that_is_none_is_told_in_one_line(tmp_path: Path, port: str) -> None:
    process = manage("serve", f"--port={port}", var=tmp_path)

    expected = f"manage.py serve: error: argument --port: invalid port value: '{port}'"
    assert said_last(process, tmp_path / "log") == expected


@pytest.mark.parametrize("number", [0, 1, 8001, 8002])
def test_a_server_keeps_to_the_processor_it_is_given(tmp_path: Path, number: int) -> None:
    there = sorted(os.sched_getaffinity(0))
    process = manage("serve", "--port=0", f"--processor={number}", var=tmp_path, FOLLOWERS="0")
    try:
        assert next_line(process).startswith("Communs answers at ")
        threads = [int(each.name) for each in Path(f"/proc/{process.pid}/task").iterdir()]
        kept = {tuple(os.sched_getaffinity(each)) for each in threads}
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()

    assert kept == {(there[number % len(there)],)}


def test_the_server_follows_the_journal_itself(serve: Callable[..., Server], thread: str) -> None:
    server = serve()
    position = server.say(thread, "x", times=3)

    eventually(lambda: followed(server) == position)


def test_followers_can_be_left_to_a_process_of_their_own(
    serve: Callable[..., Server], thread: str
) -> None:
    server = serve(FOLLOWERS="false")
    position = server.say(thread, "x")
    time.sleep(1)
    assert followed(server) == 0

    following = manage("follow", "counting", var=server.var)
    try:
        eventually(lambda: followed(server) == position, 15)
        following.send_signal(signal.SIGINT)
        assert following.wait(10) == 0
    finally:
        following.kill()
        if following.stdout:
            assert following.stdout.read() == "Following: counting (Ctrl-C ends it)\n"
            following.stdout.close()


def test_an_unknown_follower_is_told_in_one_line(tmp_path: Path) -> None:
    process = manage("follow", "nothing", var=tmp_path)

    assert process.wait(20) == 1
    if process.stdout:
        process.stdout.close()
    assert (tmp_path / "log").read_text().splitlines()[-1] == (
        "CommandError: There is no follower nothing; there are: counting."
    )


def test_killed_at_any_moment_it_has_what_it_acknowledged_and_clients_resume(
    serve: Callable[..., Server], thread: str
) -> None:
    server = serve()
    with talk(server) as client:
        client.subscribe("1", HEAR, t=thread, a=0)
        acknowledged = [server.say(thread, str(number)) for number in range(20)]
        cursor = client.receive()["payload"]["data"]["said"]["cursor"]
        server.stop(signal.SIGKILL)

    again = serve()
    with talk(again) as client:
        client.subscribe("1", HEAR, t=thread, a=cursor)
        assert client.heard(19) == [str(number) for number in range(1, 20)]
        again.say(thread, "live")
        assert client.heard(1) == ["live"]
    assert cursor == acknowledged[0]
