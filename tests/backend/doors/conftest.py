"""A server process of its own behind which the small site is, and clients for it."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import websockets.sync.client
from websockets.sync.client import ClientConnection

from tests.databases import FILE, laid_in_sqlite
from tests.processes import next_line

ROOT = Path(__file__).resolve().parents[3]
SITE = "tests.backend.doors.site.settings"
JSON = {"content-type": "application/json"}
QUICK = {
    "BODY_LIMIT": "100000",
    "BODY_SECONDS": "1.5",
    "SOCKET_INIT_SECONDS": "1",
    "SOCKET_OPERATIONS": "5",
    "SOCKET_MESSAGE_LIMIT": "5000",
    "SOCKET_STALL_SECONDS": "3",
    "ALLOWED_ORIGINS": "https://front.example",
    "HTTP_THREADS": "4",
}


@dataclass
class Server:
    """A running server."""

    process: subprocess.Popen[str]
    address: str  # "127.0.0.1:34567"
    var: Path

    def __post_init__(self) -> None:
        self.nobody = self.client()

    @property
    def url(self) -> str:
        return f"http://{self.address}"

    def client(self, **headers: str) -> httpx.Client:
        return httpx.Client(base_url=self.url, headers=headers, timeout=20)

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """Ask over HTTP, as nobody; gives the data."""
        asked = {"query": query, "variables": variables}
        answer = self.nobody.post("/graphql", json=asked).json()
        assert "errors" not in answer, answer
        return answer["data"]

    def say(self, thread: str, text: str, times: int = 1) -> int:
        """Say something, and give the position of the last entry."""
        document = (
            "mutation ($t: ID!, $x: String!, $n: Int) { say(thread: $t, text: $x, times: $n) }"
        )
        return self.ask(document, t=thread, x=text, n=times)["say"]

    def state(self) -> dict[str, Any]:
        return self.nobody.get("/state").json()

    def sign_in(self, name: str) -> dict[str, str]:
        """Sign somebody in; gives the session's token and a token against forgery."""
        return httpx.get(f"{self.url}/signed-in/{name}").json()

    def database(self) -> sqlite3.Connection:
        """Reach the database as another process would."""
        return sqlite3.connect(self.var / FILE, isolation_level=None, timeout=10)

    def connect(self, protocol: str = "graphql-transport-ws", **options: Any) -> ClientConnection:
        # A client whose queue is full takes ten seconds to close: it does not read the farewell.
        return websockets.sync.client.connect(
            f"ws://{self.address}/graphql",
            subprotocols=[protocol],
            **{"max_queue": None, **options},
        )

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(20)


def environment(var: Path, **settings: str) -> dict[str, str]:
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "REDIS_URL") if key in os.environ}
    site = {"DJANGO_SETTINGS_MODULE": SITE, "VAR": str(var)}
    return {**kept, **site, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **settings}


def manage(*words: str, var: Path, **settings: str) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment(var, **settings),
        stdout=subprocess.PIPE,
        stderr=(var / "log").open("a"),
        text=True,
    )


def start_server(var: Path, **settings: str) -> Server:
    if not (var / FILE).exists():
        (var / FILE).write_bytes(laid_in_sqlite(settings.get("DJANGO_SETTINGS_MODULE", SITE)))
    process = manage("serve", "--port", "0", var=var, **{**QUICK, **settings})
    line = next_line(process)
    found = re.search(r"http://([^/]+)/", line)
    assert found, line + (var / "log").read_text()
    return Server(process, found[1], var)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for all tests of a module; each uses threads of its own name."""
    running = start_server(tmp_path_factory.mktemp("var"))
    yield running
    running.stop()
    if running.process.stdout:
        running.process.stdout.close()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start servers with settings of their own."""
    started: list[Server] = []

    def start(**settings: str) -> Server:
        started.append(start_server(tmp_path, **settings))
        return started[-1]

    yield start
    for running in started:
        if running.process.poll() is None:
            running.stop(signal.SIGKILL)
        if running.process.stdout:
            running.process.stdout.close()


@pytest.fixture
def thread() -> str:
    """A thread that everybody may hear, and only this test knows."""
    return f"open-{uuid4()}"


@pytest.fixture
def closed_thread() -> str:
    """A thread for members."""
    return f"closed-{uuid4()}"
