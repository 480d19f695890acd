"""Processes that read rows for an index, beside the one that writes it.

They share nothing with it but the database: each is a program of its own, as a threaded server
cannot be forked. What one does not give back is read here, whyever: so nothing is lost with it.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from typing import Protocol

import orjson
from django.db import connection

from .contract import Position
from .spans import HEAD, Read, Span, loaded, read

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parent.parent.parent
LEAST = 20_000  # documents: of fewer, all are read by the time that a process has started
MOST = 3  # processes: one can write what these read
AHEAD = 2  # spans given to each


class Lost(Exception):
    """A process did not give back what it was to read."""


class Reading(Protocol):
    """How spans are read: all of them, in whatever order."""

    def __call__(self, spans: Iterable[Span], /) -> Iterator[Read]:
        """Give what was read of each."""


def here(spans: Iterable[Span]) -> Iterator[Read]:
    """Read spans in this process."""
    return map(read, spans)


def readers_for(documents: int) -> int:
    """Say how many processes are to read so many documents beside this one."""
    return min(MOST, len(os.sched_getaffinity(0)) - 1) if documents >= LEAST else 0


@contextmanager
def reading(number: int, position: Position) -> Iterator[Reading]:
    """Read with the help of so many processes, if they can see what we see."""
    is_in_memory = getattr(connection, "is_in_memory_db", lambda: False)()
    if number < 1 or is_in_memory or connection.in_atomic_block or not position.entry:
        yield here
        return
    with ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(number, "search-reader"))
        # Ended before the pool waits for whoever reads from them.
        readers: list[Reader] = []
        for _ in range(number):
            with suppress(OSError):  # no room for another process: then there are fewer
                readers.append(stack.enter_context(Reader.started(position)))
        yield Team(pool, readers) if readers else here


class Reader:
    """One process that reads; this one only waits for it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.number = process.pid
        self._process = process
        self._is_lost = False

    @classmethod
    @contextmanager
    def started(cls, position: Position) -> Iterator[Reader]:
        """Start it, and end it afterwards, whatever it does."""
        process = subprocess.Popen(
            [sys.executable, "-m", "backend.search.reader"],
            env={**os.environ, "PYTHONPATH": _path()},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            process_group=0,  # who interrupts us does not interrupt it: we end it
        )
        reader = cls(process)
        with process:
            try:
                with suppress(OSError):  # it ended at once: the first span will tell
                    name = str(connection.settings_dict["NAME"])
                    reader.tell(orjson.dumps((name, position.entry, position.stamp)))
                yield reader
            finally:
                reader.end()

    def tell(self, line: bytes) -> None:
        """Say one thing."""
        assert self._process.stdin  # noqa: S101 - a pipe
        self._process.stdin.write(line + b"\n")
        self._process.stdin.flush()

    def read(self, span: Span) -> Read:
        """Let it read a span."""
        assert self._process.stdout  # noqa: S101 - a pipe
        try:
            self.tell(orjson.dumps([*span]))
            length = int.from_bytes(self._process.stdout.read(HEAD))
            said = self._process.stdout.read(length)
        except OSError as error:  # a closed pipe
            raise self._lost() from error
        if not length or len(said) < length:  # it ended too soon
            raise self._lost()
        return loaded(said)

    def end(self) -> None:
        """End it."""
        self._is_lost = True
        self._process.kill()
        with suppress(OSError):  # what it was not told any more
            assert self._process.stdin  # noqa: S101 - a pipe
            self._process.stdin.close()

    def _lost(self) -> Lost:
        if not self._is_lost:
            log.warning("A process that read for the index has ended; its part is read here.")
        self._is_lost = True
        return Lost()


class Team:
    """Processes that read, and this one, which reads when it would have to wait for them."""

    def __init__(self, pool: ThreadPoolExecutor, readers: list[Reader]) -> None:
        self._pool = pool
        self._most = AHEAD * len(readers)
        self._left = len(readers)
        self._turn = threading.Lock()
        self._free: SimpleQueue[Reader | None] = SimpleQueue()  # None: there are no more
        for reader in readers:
            self._free.put(reader)

    def __call__(self, spans: Iterable[Span], /) -> Iterator[Read]:
        left = iter(spans)
        given: deque[tuple[Span, Future[Read]]] = deque()
        while True:
            for span in islice(left, self._most - len(given)):
                given.append((span, self._pool.submit(self._read, span)))
            if not given:
                return
            own = None if given[0][1].done() else next(left, None)
            yield read(own) if own else _taken(*given.popleft())

    def _read(self, span: Span) -> Read:
        reader = self._free.get()
        if reader is None:
            self._free.put(None)
            raise Lost
        try:
            done = reader.read(span)
        except Lost:
            self._leave()
            raise
        self._free.put(reader)
        return done

    def _leave(self) -> None:
        """Do without one of them from now on."""
        with self._turn:
            self._left -= 1
            if not self._left:
                self._free.put(None)


def _path() -> str:
    """Say where a process finds our modules, whatever folder it is started in: in our own."""
    return os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))


def _taken(span: Span, future: Future[Read]) -> Read:
    try:
        return future.result()
    except Lost:
        return read(span)
