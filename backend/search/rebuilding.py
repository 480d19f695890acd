"""A whole index from the database, beside the one that answers.

The journal's head is read first: whatever changes during the reading has a later entry, and is
followed once the new index is in its place. Reading something twice does no harm.
"""

from __future__ import annotations

from collections.abc import Callable

from backend import journal
from backend.journal.models import Entry

from .contract import Engine, Position
from .sources import sources

Told = Callable[[int, int], None]  # how many documents of how many are done


def rebuild(engine: Engine, tell: Told = lambda _done, _all: None) -> Position:
    """Build the index anew and put it in place; give the position from which it follows."""
    position = position_at(journal.head())
    total = sum(source.rows().count() for source in sources())
    done = 0
    tell(done, total)
    with engine.rebuild() as new:
        for source in sources():
            for chunk in source.chunks():
                done += new.add(chunk)
                tell(done, max(done, total))
        new.switch(position)
    return position


def position_at(entry: int) -> Position:
    """Give the position of an entry of this journal."""
    moments = Entry.objects.filter(pk=entry).values_list("at", flat=True)
    return Position(entry, next((moment.isoformat() for moment in moments), ""))
