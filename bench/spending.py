"""Where the time of one page goes.

A request is answered again and again in this process, from its head and body to the response,
and a clock looks a thousand times a second at what runs. What a function calls counts for the
first, from the inside, that a stage names.
"""

from __future__ import annotations

import re
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import OK
from io import BytesIO
from types import FrameType

from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from backend.graphql.doors.threads import Handler

from . import execution

TICK = 0.001  # seconds
MANY_POINTS = 1_000_000_000
STAGES = (  # a path and a function, as one text
    (r"/psycopg/.*:fetch|/sql/compiler\.py:(cursor_iter|results_iter|apply_conv)", "rows fetched"),
    (r"/psycopg/|/db/backends/.*:_?execute", "PostgreSQL asked, and waited for"),
    (r"/django/db/(models|backends)/", "statements written by the ORM"),
    (r"/doors/answers\.py:dumps", "JSON written (orjson)"),
    (r"/doors/(asking|parts|proofs)\.py:", "request read"),
    (r"/graphql/documents\.py:prepare", "document found, variables read"),
    (r"/backend/graphql/doors/|/django/", "Django: handler, middleware, view"),
    (r"/backend/|/schema/|/communs/|/graphql/", "executor"),
)
STAGE = [(re.compile(pattern), name) for pattern, name in STAGES]
ELSEWHERE = "elsewhere"


def spent(body: bytes, seconds: float) -> tuple[float, dict[str, float]]:
    """Give the seconds of one request, and the part of them that each stage takes."""
    handler = Handler()

    def ask() -> None:
        assert handler.answer(_scope(body), BytesIO(body)).status_code == OK  # noqa: S101

    seen: Counter[str] = Counter()
    with override_settings(ADDRESS_POINTS=MANY_POINTS):  # counted as ever, and not used up
        ask()
        asked, began = 0, time.perf_counter()
        with _watching(seen):
            while time.perf_counter() - began < seconds:
                ask()
                asked += 1
    one = (time.perf_counter() - began) / asked
    return one, {stage: one * count / seen.total() for stage, count in seen.most_common()}


def in_database(size: int) -> float:
    """Give the seconds that PostgreSQL itself says it takes to plan and to execute the page."""
    with CaptureQueriesContext(connection) as captured:
        execution.page(size)
    milliseconds = 0.0
    with connection.cursor() as cursor:
        for statement in captured.captured_queries:
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, SUMMARY ON) {statement['sql']}")
            said = "\n".join(line for (line,) in cursor.fetchall())
            milliseconds += sum(
                map(float, re.findall(r"(?:Planning|Execution) Time: ([\d.]+)", said))
            )
    return milliseconds / 1_000


@contextmanager
def _watching(seen: Counter[str]) -> Iterator[None]:
    def look(_signal: int, frame: FrameType | None) -> None:
        seen[_stage(frame)] += 1

    before = signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, TICK, TICK)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _stage(frame: FrameType | None) -> str:
    while frame:
        place = f"{frame.f_code.co_filename}:{frame.f_code.co_name}"
        for pattern, stage in STAGE:
            if pattern.search(place):
                return stage
        frame = frame.f_back
    return ELSEWHERE


def _scope(body: bytes) -> dict[str, object]:
    headers = [
        (b"host", b"127.0.0.1"),
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/graphql",
        "raw_path": b"/graphql",
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 1),
    }
