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

from tests.processes import next_line

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


NEVER = "3600"  # seconds between looks: what is heard meanwhile was rung for


def hears(client: Talk, say: Callable[[str], object]) -> None:
    """Say several things at odd moments, and hear each of them."""
    for number in range(6):
        time.sleep(0.23)
        say(str(number))
        assert client.heard(1) == [str(number)]


def meet(client: Talk, say: Callable[[str], object]) -> None:
    """Speak until the first word is heard: from then on both are in the group."""
    eventually(lambda: say("anybody?") and not client.is_quiet(0.5))
    say("begin")
    while client.heard(1) != ["begin"]:
        continue


@pytest.mark.services
def test_processes_wake_each_other_through_redis(serve: Callable[..., Server], thread: str) -> None:
    redis = os.environ["REDIS_URL"]
    one, other = (serve(REDIS_URL=redis, LIVE_SECONDS=NEVER) for _ in range(2))
    with talk(one) as client:
        client.subscribe("1", HEAR, t=thread)
        eventually(lambda: one.state()["listeners"] == 1)
        meet(client, lambda text: other.say(thread, text))

        hears(client, lambda text: other.say(thread, text))


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
        yield f"http://127.0.0.1:{next_line(process).strip()}"
        process.kill()


@pytest.mark.services
def test_a_wsgi_process_wakes_those_that_have_sockets(
    serve: Callable[..., Server], wsgi: str, thread: str
) -> None:
    server = serve(REDIS_URL=os.environ["REDIS_URL"], LIVE_SECONDS=NEVER)

    def say(text: str) -> bool:
        asked = {"query": SAY, "variables": {"t": thread, "x": text}}
        return httpx.post(f"{wsgi}/graphql", json=asked).status_code == 200

    with talk(server) as client:
        client.subscribe("1", HEAR, t=thread)
        eventually(lambda: server.state()["listeners"] == 1)
        meet(client, say)

        hears(client, say)


def test_without_its_redis_live_goes_on_by_looking_now_and_then(
    serve: Callable[..., Server], thread: str
) -> None:
    away = {"REDIS_URL": "redis://127.0.0.1:1"}
    one, other = serve(**away), serve(**away, LIVE_SECONDS=NEVER)
    with talk(one) as client, talk(other) as speaker:
        client.subscribe("1", HEAR, t=thread)
        speaker.subscribe("1", HEAR, t=f"{thread}-other")
        eventually(lambda: one.state()["listeners"] == other.state()["listeners"] == 1)

        hears(client, lambda text: other.say(thread, text))
        hears(speaker, lambda text: other.say(f"{thread}-other", text))  # its own it hears at once
    log = (one.var / "log").read_text()
    assert (
        log.count("The channel layer fails; live goes on by polling.") <= 4
    )  # not at each attempt
