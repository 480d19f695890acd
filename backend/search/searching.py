"""What one may ask of the installation's search, whichever engine answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .contract import Engine, Found, Key, Query, Seeker, Suggestion
from .finding import find
from .relating import related
from .suggesting import suggestions


def search(engine: Engine, query: Query) -> Found:
    """Find, for somebody."""
    return engine.read(lambda reader: find(reader, query))


def suggest(engine: Engine, query: Query) -> tuple[Suggestion, ...]:
    """Say what somebody may mean who has typed so far."""
    return engine.read(lambda reader: suggestions(reader, query))


def relate(
    engine: Engine, seeker: Seeker, keys: Iterable[Key], first: int
) -> Mapping[Key, tuple[Key, ...]]:
    """Say, for somebody, what is near to each of some documents, of its kind."""
    wanted = list(keys)
    return engine.read(lambda reader: related(reader, seeker, wanted, first))
