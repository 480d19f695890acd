"""What an index may tell wrongly: documents that changed since it followed the journal last.

For about a second after each change the index still says what was. Hits are asked again of the
database one by one; counts cannot be, so what is no longer there is left out before counting.
"""

from __future__ import annotations

from backend.journal.facts import KINDS
from backend.journal.models import Entry
from backend.statements import rows_of

from .contract import Key
from .refusals import SearchUnavailable
from .sought import Reader
from .sources import sources, touched

MOST = 2_000  # entries that are looked through: an index further behind has to catch up first
NEAR = 20  # entries that are sooner looked through than an index is asked how far it is


def unsettled(reader: Reader) -> set[Key]:
    """Name the documents that may have changed since what is read followed last."""
    newest = _newest()
    reached = reader.reached(newest - NEAR)
    if reached is None or reached.entry >= newest:
        return set()
    behind = Entry.objects.filter(id__gt=reached.entry, kind__in=_telling()).order_by("id")
    entries = list(behind[: MOST + 1])
    if len(entries) > MOST:
        raise SearchUnavailable
    return touched(entry.fact for entry in entries if entry.kind in KINDS)


def _newest() -> int:
    """Give the journal's end: as a rule the index stands there, and there is nothing to read."""
    ends = rows_of(_newest, lambda: Entry.objects.order_by("-id").values_list("id")[:1])
    return sum(newest for (newest,) in ends)


def _telling() -> tuple[str, ...]:
    """Name the facts that change documents."""
    return tuple({fact.kind() for each in sources() for fact in each.touched_by})
