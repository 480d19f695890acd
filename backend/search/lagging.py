"""What an index may tell wrongly: documents that changed since it followed the journal last.

For about a second after each change the index still says what was. Hits are asked again of the
database one by one; counts cannot be, so what is no longer there is left out before counting.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import datetime
from typing import NamedTuple

from backend.journal.facts import KINDS
from backend.journal.models import Entry
from backend.statements import rows_of

from .contract import Key, Position
from .refusals import SearchBehind
from .sought import Reader
from .sources import sources, touched

MOST = 2_000  # entries that are looked through: an index further behind has to catch up first
NEAR = 20  # entries that are sooner looked through than an index is asked how far it is


class Lag(NamedTuple):
    """How far what is read is behind what happened."""

    keys: Set[Key] = frozenset()  # of documents that may have changed since
    entries: Sequence[Entry] = ()  # that it had not passed when it was asked last

    def as_of(self, reached: Position | None) -> datetime | None:
        """Say up to which moment all that happened was in what answered; None: everything was."""
        passed = reached.entry if reached else 0
        return next((entry.at for entry in self.entries if entry.pk > passed), None)


def lag(reader: Reader) -> Lag:
    """Say what may have changed since what is read followed last."""
    newest = _newest()
    reached = reader.reached(newest - NEAR)
    if reached is None or reached.entry >= newest:
        return Lag()
    behind = Entry.objects.filter(id__gt=reached.entry, kind__in=_telling()).order_by("id")
    entries = list(behind[: MOST + 1])
    if len(entries) > MOST:
        raise SearchBehind(entries[0].at)
    return Lag(touched(entry.fact for entry in entries if entry.kind in KINDS), entries)


def _newest() -> int:
    """Give the journal's end: as a rule the index stands there, and there is nothing to read."""
    ends = rows_of(_newest, lambda: Entry.objects.order_by("-id").values_list("id")[:1])
    return sum(newest for (newest,) in ends)


def _telling() -> tuple[str, ...]:
    """Name the facts that change documents."""
    return tuple({fact.kind() for each in sources() for fact in each.touched_by})
