"""A follower that does nothing but follow."""

from __future__ import annotations

from collections.abc import Sequence

from backend.journal.following import Follower
from backend.journal.models import Entry


class Counting(Follower):
    """Counts what happens."""

    name = "counting"

    def follow(self, entries: Sequence[Entry]) -> None:
        self.count = getattr(self, "count", 0) + len(entries)
