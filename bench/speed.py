"""How long search takes in a large network: to index, to answer, and to suggest."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.conf import settings

from backend.graphql.context import Context
from backend.rules import Actor
from backend.search import engines
from backend.search.contract import Document, Position, Seeker
from backend.search.engine import Engine
from backend.search.rebuilding import rebuild
from schema.graph import documents as prepared

from .peers import Peer
from .printing import WIDTH, percentile, say, spread
from .questions import searching, suggesting
from .watching import Watched

ROUNDS = 3
WARMING = 2  # times that other suggestions are asked for before
RATIO, MORE = 1.5, 3.0  # of the engine's own median, and so many milliseconds more
SUGGESTED_WITHIN = 20.0  # milliseconds, of 99 in 100


@dataclass(frozen=True)
class Measured:
    """An engine with the clock that tells its time, and what it is to reach."""

    name: str
    engine: Engine
    clock: Callable[[], float]
    per_second: int  # documents indexed from the database, by the clock
    slowest: float | None = None  # milliseconds, of 99 questions in 100

    @property
    def unit(self) -> str:
        return "busy" if self.clock is time.process_time else "wall"

    def tell(self, what: str, times: Sequence[float], more: str = "", *, unit: str = "") -> None:
        """Print a line."""
        say(f"{f'{self.name}, {what}':<{WIDTH}}{unit or self.unit:>6}{spread(times)}{more}")


@dataclass
class Times:
    """Milliseconds, of each time that something was asked."""

    whole: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)


def index(measured: Measured, documents: Sequence[Document]) -> list[str]:
    """Fill an engine with documents that are there, then from the database; tell how fast.

    What is judged is the clock: that is how long whoever indexes waits, and several processes
    work at it where there are several processors. How long these were busy, the ones that this
    process started among them, stands beside it.
    """
    began = measured.clock()
    with measured.engine.rebuild() as new:
        new.add(documents)
        new.switch(Position(0))
    bare = len(documents) / (measured.clock() - began)
    began, worked = time.perf_counter(), _busy()
    rebuild(measured.engine)
    reached = len(documents) / (time.perf_counter() - began)
    busy = len(documents) / (_busy() - worked)
    say(f"{measured.name:<{WIDTH}}{measured.unit:>6}{'':>14}{bare:>14.0f}")
    say(f"{measured.name + ', by the clock':<{WIDTH}}{'wall':>6}{reached:>14.0f}")
    say(f"{measured.name + ', here and in children':<{WIDTH}}{'busy':>6}{busy:>14.0f}")
    return [
        f"{measured.name} indexes {reached:.0f} documents a second, and not {measured.per_second}"
    ] * (reached < measured.per_second)


def _busy() -> float:
    """Give the seconds that this process has worked, and those of its that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def ask(
    measured: Measured, questions: Sequence[str], others: Sequence[str], actor: Actor
) -> list[str]:
    """Ask every question through the graph, and the same of the engine alone.

    Others are asked before: an engine that has just begun is slow at what it does first, and one
    in Java for thousands of questions. What nobody asked before is told apart, beside the engine's
    own time for it at the same moment; to find out what was meant is no part of that.
    """
    watched = Watched(measured.engine)
    engines._engines[settings.SEARCH_URL] = watched  # type: ignore[assignment]  # noqa: SLF001
    for each in others:
        _answer(searching(), each, actor)
    times = Times()
    own: dict[str, Callable[[], Any]] = {}  # asked first, before anything of the answer is kept
    for each in questions * (ROUNDS + 1):
        took = _timed(measured.clock, lambda each=each: _answer(searching(), each, actor))
        own.setdefault(each, watched.own())
        times.whole.append(took)
        times.own.append(_timed(measured.clock, own[each]))
    asked = len(questions)  # in the first round nothing is kept
    _told(measured, ", first time", times.whole[:asked], times.own[:asked])
    return [
        *_told(measured, "", times.whole[asked:], times.own[asked:]),
        *_suggest(measured, questions, actor),
    ]


def ask_peer(
    peer: Peer, documents: Iterable[Document], questions: Sequence[str], seeker: Seeker
) -> None:
    """Ask a database the same questions."""
    clock = time.process_time if peer.is_process else time.perf_counter
    unit = "busy" if peer.is_process else "wall"
    count = sum(1 for _ in documents)
    began = clock()
    peer.fill(documents)
    rate = count / (clock() - began)
    times = [_timed(clock, lambda each=each: peer.ask(each, seeker)) for each in questions]
    say(f"{peer.name:<{WIDTH}}{unit:>6}{spread(times)}{'':>8}   ({rate:.0f} documents/s)")


def _told(measured: Measured, when: str, whole: Sequence[float], own: Sequence[float]) -> list[str]:
    """Print both, and say whether the graph adds too much."""
    median, most = statistics.median(whole), RATIO * statistics.median(own) + MORE
    measured.tell(f"through the graph{when}", whole, f"{median / statistics.median(own):>8.2f}")
    measured.tell(f"by itself{when}", own, f"{'':>8}   (limit {most:.2f})")
    missed = f"{measured.name}{when}: {median:.2f} ms at the median, and not {most:.2f}"
    return [missed] * (median > most)


def _suggest(measured: Measured, questions: Sequence[str], actor: Actor) -> list[str]:
    """Ask for suggestions as somebody types each question, each once.

    Others are asked for before: an engine that has just begun is slow at what it does first.
    """
    if not suggesting():
        return []
    typed = [each[:length] for each in questions for length in (2, 4, 7) if len(each) >= length]
    for each in map(_turned, typed * WARMING):
        _answer(suggesting(), each, actor)
    times = [
        _timed(measured.clock, lambda each=each: _answer(suggesting(), each, actor))
        for each in typed
    ]
    measured.tell("suggestions", times)
    slowest = percentile(times, 0.99)
    goal = f"and not in {SUGGESTED_WITHIN:g}"
    return [f"{measured.name} suggests in {slowest:.2f} ms of 99 in 100, {goal}"] * (
        slowest > SUGGESTED_WITHIN
    )


def _turned(typed: str) -> str:
    """Give what is as long, and hardly means the same."""
    return typed[1:] + typed[0]


def _answer(document: str, query: str, actor: Actor) -> bytes:
    result = prepared.prepare(document, None, {"query": query}).execute(Context(actor))
    assert not result.errors, (query, result.errors)  # noqa: S101 - else nothing was measured
    return orjson.dumps(result.data)


def _timed(clock: Callable[[], float], ask: Callable[[], Any]) -> float:
    began = clock()
    ask()
    return (clock() - began) * 1000
