"""Live over several processes: what one commits, the listeners of another hear."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from .conftest import ROOT, Server, environment
from .talking import HEAR, Talk, eventually, talk

WSGI = """
from wsgiref.simple_server import make_server
from config.wsgi import application

with make_server("127.0.0.1", 0, application) as server:
    print(server.server_port, flush=True)
    server.serve_forever()
"""
SAY = "mutation ($t: ID!, $x: String!) { say(thread: $t, text: $x) }"


def slowest(client: Talk, say: Callable[[str], object]) -> float:
    """Say several things at odd moments, and give how long the slowest took to be heard."""
    took = []
    for number in range(6):
        time.sleep(0.23)
        began = time.monotonic()
        say(str(number))
        assert client.heard(1) == [str(number)]
        took.append(time.monotonic() - began)
    return max(took)


@pytest.mark.services
def test_processes_wake_each_other_through_redis(serve: Callable[..., Server], thread: str) -> None:
    one, other = (serve(REDIS_URL=os.environ["REDIS_URL"]) for _ in range(2))
    with talk(one) as client:
        client.subscribe("1", HEAR, t=thread)
        eventually(lambda: one.state()["listeners"] == 1)
        time.sleep(0.5)  # both have joined the group

        assert slowest(client, lambda text: other.say(thread, text)) < 0.5  # no poll is that quick


@pytest.fixture
def wsgi(tmp_path: Path) -> Iterator[str]:
    """A process that serves HTTP alone; gives its address."""
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", WSGI],
        cwd=ROOT,
        env=environment(tmp_path, REDIS_URL=os.environ["REDIS_URL"]),
        stdout=subprocess.PIPE,
        stderr=(tmp_path / "log").open("a"),
        text=True,
    )
    with process:
        assert process.stdout
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.kill()


@pytest.mark.services
def test_a_wsgi_process_wakes_those_that_have_sockets(
    serve: Callable[..., Server], wsgi: str, thread: str
) -> None:
    server = serve(REDIS_URL=os.environ["REDIS_URL"])

    def say(text: str) -> None:
        asked = {"query": SAY, "variables": {"t": thread, "x": text}}
        assert httpx.post(f"{wsgi}/graphql", json=asked).status_code == 200

    with talk(server) as client:
        client.subscribe("1", HEAR, t=thread)
        eventually(lambda: server.state()["listeners"] == 1)
        time.sleep(0.5)

        assert slowest(client, say) < 0.6


def test_without_its_redis_live_goes_on_by_looking_each_second(
    serve: Callable[..., Server], thread: str
) -> None:
    one, other = (serve(REDIS_URL="redis://127.0.0.1:1") for _ in range(2))
    with talk(one) as client:
        client.subscribe("1", HEAR, t=thread)
        eventually(lambda: one.state()["listeners"] == 1)

        assert slowest(client, lambda text: other.say(thread, text)) < 1.6
        assert slowest(client, lambda text: one.say(thread, text)) < 0.3  # its own it hears at once
    log = (one.var / "log").read_text()
    assert (
        log.count("The channel layer fails; live goes on by polling.") <= 4
    )  # not at each attempt
