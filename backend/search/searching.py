"""What one may ask of the installation's search, whichever engine answers."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from .contract import Engine, Found, Query, Seeker, Suggestion
from .finding import find
from .suggesting import suggestions


def search(engine: Engine, query: Query) -> Found:
    """Find, for somebody."""
    return engine.read(lambda reader: find(reader, query))


def suggest(engine: Engine, query: Query) -> tuple[Suggestion, ...]:
    """Say what somebody may mean who has typed so far."""
    return engine.read(lambda reader: suggestions(reader, query))
