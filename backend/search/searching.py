"""What one may ask of the installation's search, whichever engine answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

from .contract import Found, Key, Query, Seeker, Suggestion
from .engine import Engine
from .finding import find
from .relating import related
from .sought import Reader
from .suggesting import suggestions

Asking: TypeAlias = Callable[[Reader, Query], Query]  # what is asked of the state that is read


def search(engine: Engine, query: Query, asked: Asking | None = None) -> Found:
    """Find, for somebody; where what is asked goes by what is read, say how far that was."""

    def found(reader: Reader) -> Found:
        if asked is None:
            return find(reader, query)
        answer = find(reader, asked(reader, query))
        return replace(answer, reached=reader.reached(0))

    return engine.read(found)


def suggest(
    engine: Engine, query: Query, asked: Asking = lambda _reader, query: query
) -> tuple[Suggestion, ...]:
    """Say what somebody may mean who has typed so far."""
    return engine.read(lambda reader: suggestions(reader, asked(reader, query)))


def relate(
    engine: Engine, seeker: Seeker, keys: Iterable[Key], first: int
) -> Mapping[Key, tuple[Key, ...]]:
    """Say, for somebody, what is near to each of some documents, of its kind."""
    wanted = list(keys)
    return engine.read(lambda reader: related(reader, seeker, wanted, first))
