"""How long an answer takes at the server, and which tables the database reads whole for it."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.graphql.context import Context
from backend.rules import Actor
from schema.graph import documents

from .asking import Asked

ROUNDS = 9
SMALL = 1_500  # rows that may be read as a whole
SCAN = re.compile(r"Seq Scan on (\w+)")


@dataclass(frozen=True)
class Measured:
    """What one way to ask for a list took: milliseconds, statements, and tables read whole."""

    wall: float
    process: float  # of the server's own processor time: with SQLite, the database's is in it
    statements: int
    scans: list[str]

    @property
    def took(self) -> float:
        """What counts: where it can be told apart, nothing of what else runs on the machine."""
        return self.process if connection.vendor == "sqlite" else self.wall


def measure(asked: Asked, actor: Actor) -> Measured:
    """Ask once for the statements, and some rounds for the median of the time."""

    def ask() -> None:
        result = documents.prepare(asked.document, None, asked.variables).execute(Context(actor))
        assert not result.errors, (asked, result.errors)  # noqa: S101 - else nothing was measured
        orjson.dumps(result.data)

    with CaptureQueriesContext(connection) as captured:
        ask()
    assert captured.captured_queries, asked  # noqa: S101 - it asks for what cannot be there
    walls, processes = zip(*(_timed(ask) for _round in range(ROUNDS)), strict=True)
    return Measured(
        statistics.median(walls),
        statistics.median(processes),
        len(captured),
        _scans(captured.captured_queries),
    )


def _timed(ask: Any) -> tuple[float, float]:
    wall, process = time.perf_counter(), time.process_time()
    ask()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - process) * 1000


def _scans(statements: list[Any]) -> list[str]:
    """Name the tables of size that the database would read from end to end.

    Going along an index, a page stops at its end: that is no reading of all.
    """
    read = _read_by_sqlite if connection.vendor == "sqlite" else _read_by_postgresql
    found: set[str] = set()
    with connection.cursor() as cursor:
        for statement in statements:
            found |= set(read(cursor, statement["sql"]))
    return sorted(table for table in found if _size(table) > SMALL)


def _read_by_sqlite(cursor: Any, statement: str) -> Iterator[str]:
    """Find the tables whose rows a program goes through from the first or the last one on."""
    cursor.execute(f"EXPLAIN {statement}")
    opened: dict[int, int] = {}  # the root page that each of its cursors reads
    for _at, operation, which, page, *_rest in cursor.fetchall():
        if operation == "OpenRead":
            opened[which] = page
        elif operation in ("Rewind", "Last") and opened.get(which) in _tables_by_page():
            yield _tables_by_page()[opened[which]]


def _read_by_postgresql(cursor: Any, statement: str) -> Iterator[str]:
    cursor.execute(f"EXPLAIN {statement}")
    for (step,) in cursor.fetchall():
        yield from SCAN.findall(step)


@cache
def _tables_by_page() -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rootpage, name FROM sqlite_master WHERE type = 'table'")
        return dict(cursor.fetchall())


@cache
def _size(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
        return int(cursor.fetchone()[0])
