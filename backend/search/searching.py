"""What one may ask of the installation's search, whichever engine answers."""

from __future__ import annotations

from .contract import Engine, Found, Query
from .finding import find


def search(engine: Engine, query: Query) -> Found:
    """Find, for somebody."""
    return engine.read(lambda reader: find(reader, query))
