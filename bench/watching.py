"""An engine that is watched: what answering a question asks of it, to be asked again alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from backend.search.contract import Counts, T
from backend.search.engine import Engine
from backend.search.sought import Counting, Reader, Sought, Stored, Top

PAGE = 20  # hits that are shown

Call = Callable[[Reader], Any]


class WatchedReader:
    """Reads, and notes how a search does; suggestions are not noted."""

    def __init__(self, reader: Reader, calls: list[Call]) -> None:
        self._reader = reader
        self._calls = calls
        self._counted: Call | None = None

    def best(self, sought: Sought) -> Top:
        # Only what answers: with the counts at once, or where others show hits, beside them.
        page = Sought(sought.match, PAGE, *sought[2:])
        self._calls[:] = [lambda reader: reader.best(page)]
        top = self._reader.best(sought)
        if sought.facets and top.total:
            counting = [Counting(sought.match, sought.facets)]
            self._counted = lambda reader: reader.counts(counting)
        elif self._counted:
            self._calls.append(self._counted)
        return top

    def stored(self, addresses: Sequence[Any]) -> Sequence[Stored]:
        self._calls.append(lambda reader: reader.stored(addresses))
        return self._reader.stored(addresses)

    def counts(self, several: Sequence[Counting]) -> Counts:
        self._calls.append(lambda reader: reader.counts(several))
        return self._reader.counts(several)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)


class Watched:
    """An engine, of whose last reading it is known what answered: best hits, texts and counts."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._calls: list[Call] = []

    def read(self, how: Callable[[Reader], T]) -> T:
        self._calls.clear()
        return self._engine.read(lambda reader: how(WatchedReader(reader, self._calls)))

    def own(self) -> Callable[[], Any]:
        """Give what asks the same of the engine alone: once, and for one page."""
        calls = list(self._calls)
        return lambda: self._engine.read(lambda reader: [call(reader) for call in calls])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)
