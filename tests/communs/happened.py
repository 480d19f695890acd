"""What the journal holds: all that happened, and who did it."""

from __future__ import annotations

from uuid import UUID

from backend.journal import Fact
from backend.journal.models import Entry


def happened() -> list[Fact]:
    """Give every fact, in order."""
    return [entry.fact for entry in Entry.objects.order_by("id")]


def acts() -> list[tuple[UUID | None, str]]:
    """Give who did what, in order."""
    return list(Entry.objects.order_by("id").values_list("actor", "kind"))
