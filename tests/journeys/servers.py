"""A server for a journey: a real process with data of its own, killed and started again at will."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
INHERITED = ("PATH", "HOME", "LANG", "REDIS_URL")
STARTS_WITHIN = 180.0  # seconds, on a machine that does much else
ENDS_WITHIN = 20.0
UNLIMITED = {"PERSON_POINTS": "0", "ADDRESS_POINTS": "0"}  # for who asks again and again


class Server:
    """A server process on a free port, with its data and its log below ``var``."""

    trust: ssl.SSLContext | bool = True  # what clients believe its certificate by

    def __init__(self, var: Path, *command: str, **settings: str) -> None:
        self.var = var
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._command = command
        self._environment = {
            **{name: os.environ[name] for name in INHERITED if name in os.environ},
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "VAR": str(var),
            "SECRET_KEY": secrets.token_hex(),
            "ADDRESS": self.url,
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def words(self) -> str:
        """What the server has said so far."""
        return (self.var / "log").read_text(errors="replace")

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def run(self, *words: str) -> None:
        """Run a command to its end, which is good."""
        assert self._manage(*words).wait(STARTS_WITHIN) == 0, self.words

    def start(self) -> None:
        """Start on the data that is there; it serves when this returns."""
        self._process = self._manage(*self._command, "--port", str(self.port))
        eventually(self._serves, STARTS_WITHIN)

    def kill(self) -> None:
        """End it as a power cut does: at once, whatever it is doing."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(ENDS_WITHIN)

    def stop(self) -> None:
        """End it as Ctrl-C does: it ends well, and met no error that it did not expect."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        try:
            assert self._process.wait(ENDS_WITHIN) == 0, self.words
        finally:
            self._process.kill()
        assert "Traceback" not in self.words, self.words

    def health(self) -> httpx.Response:
        return httpx.get(f"{self.url}/health", timeout=5, trust_env=False)

    def _manage(self, *words: str) -> subprocess.Popen[bytes]:
        with (self.var / "log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "manage.py", *words],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _serves(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            pytest.fail(f"The server ended before it served:\n{self.words}")
        with suppress(httpx.TransportError):
            return self.health().status_code == 200
        return False


@contextmanager
def running(server: Server) -> Iterator[Server]:
    """Start a server, and stop it afterwards."""
    try:
        server.start()
        yield server
    except BaseException:
        server.kill()
        raise
    server.stop()


def free_port() -> int:
    """Find a free port below those that systems give to clients: nobody takes it in between."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def eventually(holds: Callable[[], object], seconds: float) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds:g} seconds"
        time.sleep(0.05)
