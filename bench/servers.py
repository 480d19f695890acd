"""The servers that are asked: ours, the twins, the limit, each in one process and several ways.

Which way serves one best is found out in the run, by asking; only that one counts.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryFile
from urllib.error import URLError
from urllib.request import Request, urlopen

PATIENCE = 180.0  # seconds until a server answers
GRACE = 10.0  # seconds for it to end
ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = Path(sys.executable).parent  # not resolved: an environment's own
UVICORN = [
    str(PROGRAMS / "uvicorn"),
    "--port={port}",
    "--loop=uvloop",
    "--http=httptools",
    "--log-level=error",
]
GRANIAN = [str(PROGRAMS / "granian"), "--port={port}", "--workers=1", "--no-log"]
GUNICORN = [
    str(PROGRAMS / "gunicorn"),
    "--bind=127.0.0.1:{port}",
    "--workers=1",
    "--log-level=error",
]
POOLED = {"TWIN_POOL": "1"}
OURS, GRAPHENE, STRAWBERRY, RAW = "ours", "graphene-django", "strawberry-django", "by hand"


@dataclass(frozen=True)
class Way:
    """One way to serve one of them."""

    side: str
    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    keeps: bool = False  # to one processor

    def kept(self) -> Way:
        """The same, on one processor: threads of one interpreter take turns more quickly there."""
        return replace(self, name=f"{self.name}, one processor", keeps=True)

    def knowing_who(self) -> Way:
        """The same, with sessions."""
        return replace(self, environment={**self.environment, "TWIN_KNOWS_WHO": "1"})


@dataclass(frozen=True)
class Served:
    """A server that runs."""

    way: Way
    url: str

    def ask(self, body: bytes, headers: Mapping[str, str]) -> bytes:
        """Ask once; give the bytes of the answer."""
        with urlopen(Request(self.url, body, dict(headers)), timeout=PATIENCE) as answer:  # noqa: S310 - it is our own
            content: bytes = answer.read()
            return content


def ways() -> list[Way]:
    """Give every way that is tried: each on all processors, and on one."""
    return [each for way in _ways() for each in (way, way.kept())]


def _ways() -> list[Way]:
    # Points are counted as ever, but nobody runs out of them.
    points = dict.fromkeys(("PERSON_POINTS", "ADDRESS_POINTS"), "1000000000")
    ours = {"DJANGO_SETTINGS_MODULE": "config.settings", "FOLLOWERS": "false", **points}
    serve = [sys.executable, "manage.py", "serve", "--port", "{port}"]
    granian = [*GRANIAN, "--interface", "asgi", "--loop", "uvloop"]
    raw = "bench.twins.raw:application"
    return [
        Way(OURS, "manage.py serve", serve, ours),
        Way(OURS, "granian, ASGI", [*granian, "config.asgi:application"], ours),
        *_twin(GRAPHENE, "graphene_django"),
        *_twin(STRAWBERRY, "strawberry_django"),
        Way(RAW, "uvicorn", [*UVICORN, raw]),
        Way(RAW, "granian, ASGI", [*granian, raw]),
    ]


def _twin(side: str, module: str) -> Iterator[Way]:
    twin = {"DJANGO_SETTINGS_MODULE": "bench.twins.settings", "TWIN": module}
    wsgi, asgi = "bench.twins.serving:wsgi", "bench.twins.serving:asgi"
    yield Way(side, "gunicorn, threads: 4", [*GUNICORN, "--threads", "4", wsgi], twin)
    for threads in ("1", "4"):
        granian = [*GRANIAN, "--interface", "wsgi", "--blocking-threads", threads, wsgi]
        yield Way(
            side,
            f"granian, WSGI, threads: {threads}",
            granian,
            twin,
        )
    yield Way(side, "uvicorn, ASGI", [*UVICORN, asgi], {**twin, **POOLED})


@contextmanager
def running(chosen: Sequence[Way]) -> Iterator[list[Served]]:
    """Start servers together; give them when all answer, and end them."""
    with TemporaryFile() as said:
        started: list[tuple[Way, int, subprocess.Popen[bytes]]] = []
        try:
            started.extend((way, *_start(way, said)) for way in chosen)
            served = []
            for way, port, process in started:
                served.append(Served(way, f"http://127.0.0.1:{port}/graphql"))
                _await(served[-1], process, said)
            yield served
        finally:
            _end([process for _way, _port, process in started])


def _start(way: Way, said: object) -> tuple[int, subprocess.Popen[bytes]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [part.replace("{port}", str(port)) for part in way.command]
    process = subprocess.Popen(  # noqa: S603 - what it runs is written above
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **way.environment},
        stdout=said,  # type: ignore[arg-type]
        stderr=said,  # type: ignore[arg-type]
        start_new_session=True,  # so that its workers end with it, whatever became of it
    )
    if way.keeps:  # as all that it starts will; a server of ours does it itself: --processor
        os.sched_setaffinity(process.pid, {max(os.sched_getaffinity(0))})
    return port, process


def _await(server: Served, process: subprocess.Popen[bytes], said: object) -> None:
    began = time.monotonic()
    while not _answers(server):
        if process.poll() is not None or time.monotonic() - began > PATIENCE:
            said.seek(0)  # type: ignore[attr-defined]
            sys.stderr.write(said.read().decode()[-3_000:])  # type: ignore[attr-defined]
            raise SystemExit(f"{server.way.side} does not start ({server.way.name}).")
        time.sleep(0.1)


def _answers(server: Served) -> bool:
    try:
        with urlopen(server.url, timeout=PATIENCE):  # noqa: S310 - it is our own
            return True
    except URLError as error:
        return hasattr(error, "code")  # a refusal is an answer
    except OSError:
        return False


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
        with suppress(ProcessLookupError):  # as it should be
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
