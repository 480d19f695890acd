"""The executor by itself, beside doing by hand what it does.

Both go from a document's text to the bytes of the answer, by the same statements on the same
connection.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.graphql import paging
from backend.graphql.context import Context
from backend.graphql.doors.answers import dumps, told
from schema.graph import documents

from . import byhand, pages

Answering = Callable[[], bytes]


@dataclass(frozen=True)
class Compared:
    """Seconds that a page takes us, and takes by hand; and the statements of each."""

    ours: float
    by_hand: float
    statements: tuple[int, int]


@contextmanager
def long_pages(most: int) -> Iterator[None]:
    """Let pages be longer than the graph allows: in this process, for as long as is measured."""
    allowed = paging.MOST
    paging.MOST = most
    try:
        yield
    finally:
        paging.MOST = allowed


def page(size: int) -> bytes:
    """Answer the page of so many resources, as a visitor is answered."""
    prepared = documents.prepare(pages.PAGE, None, {"first": size})
    return dumps(told(prepared.execute(Context())))


def compare(size: int, rounds: int) -> Compared:
    """Time both in turns; the answers are the same, byte by byte."""

    def ours() -> bytes:
        return page(size)

    def by_hand() -> bytes:
        return byhand.alone(connection, size)

    if ours() != by_hand():
        raise SystemExit(
            f"By hand the answer is another: {ours()[:2_000]!r}, {by_hand()[:2_000]!r}"
        )
    statements = _statements(ours), _statements(by_hand)
    times: list[tuple[float, float]] = [(_took(ours), _took(by_hand)) for _ in range(rounds)]
    return Compared(*map(statistics.median, zip(*times, strict=True)), statements)  # type: ignore[arg-type]


def tree_statements() -> tuple[int, int]:
    """Count the statements of the tree, and of one with a single message."""

    def tree(widths: dict[str, int]) -> bytes:
        return dumps(told(documents.prepare(pages.TREE, None, widths).execute(Context())))

    return (
        _statements(lambda: tree(pages.WIDTHS)),
        _statements(lambda: tree(dict.fromkeys(pages.WIDTHS, 2))),
    )


def _statements(answering: Answering) -> int:
    with CaptureQueriesContext(connection) as captured:
        answering()
    return len(captured)


def _took(answering: Answering) -> float:
    began = time.perf_counter()
    answering()
    return time.perf_counter() - began
