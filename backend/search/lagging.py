"""What an index may tell wrongly: documents that changed since it followed the journal last.

For about a second after each change the index still says what was. Hits are asked again of the
database one by one; counts cannot be, so what is no longer there is left out before counting.
"""

from __future__ import annotations

from django.db.models import Subquery

from backend.journal.facts import KINDS
from backend.journal.models import Cursor, Entry

from .contract import Key
from .sources import sources, touched

MOST = 1_000  # entries that are looked through: an index further behind is being rebuilt


def unsettled() -> set[Key]:
    """Name the documents that may have changed since the index followed last."""
    reached = Cursor.objects.filter(name="search").values("position")
    telling = [fact.kind() for fact in {fact for each in sources() for fact in each.touched_by}]
    behind = Entry.objects.filter(id__gt=Subquery(reached), kind__in=telling).order_by("id")
    return touched(entry.fact for entry in behind[:MOST] if entry.kind in KINDS)
