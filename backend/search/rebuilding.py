"""A whole index from the database, beside the one that answers.

The journal's head is read first: whatever changes during the reading has a later entry, and is
followed once the new index is in its place. Reading something twice does no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from backend import journal
from backend.journal.models import Entry
from backend.unchanged import while_unchanged

from .aside import Aside, kept
from .contract import Poisoned, Position
from .engine import Engine, Rebuild
from .indexed import Indexed
from .readers import readers_for, reading
from .sources import sources
from .spans import Span

Told = Callable[[int, int], None]  # how many documents of how many are done


def rebuild(
    engine: Engine, tell: Told = lambda _done, _all: None, *, readers: int | None = None
) -> Position:
    """Build the index anew and put it in place; give the position from which it follows.

    So many processes read beside this one; where that is not said, as many as pay off.
    """
    position = position_at(journal.head())
    total = sum(source.rows().count() for source in sources())
    done = 0
    aside, tried = Aside(), kept()
    tell(done, total)
    beside = readers_for(total) if readers is None else readers
    with engine.rebuild() as new, reading(beside, position) as read:
        for documents, errors in read(_spans()):
            aside.errors.update(errors)
            done += _add(new, documents, aside)
            tell(done, max(done, total))
        aside.remember()
        new.switch(position)
    aside.forget(tried)
    return position


def _add(new: Rebuild, documents: list[Indexed], aside: Aside) -> int:
    """Take in all that can be."""
    try:
        return new.add(documents)
    except Poisoned as poisoned:
        aside.all(poisoned.errors)
        return _add(new, [each for each in documents if each.key not in poisoned.errors], aside)


def _spans() -> Iterator[Span]:
    for source in sources():
        for after, upto in source.spans():
            yield Span(source.kind, after, upto)


def position_at(entry: int) -> Position:
    """Give the position of an entry of this journal."""
    return while_unchanged((position_at, entry), lambda: Position(entry, _moment_of(entry)))


def _moment_of(entry: int) -> str:
    moments = Entry.objects.filter(pk=entry).values_list("at", flat=True)
    return next((moment.isoformat() for moment in moments), "")
