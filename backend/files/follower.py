"""The follower that reads files: an entry wakes it, the rows say which wait."""

from __future__ import annotations

from collections.abc import Sequence

from backend.journal.following import Follower
from backend.journal.models import Entry

from .reading import read_due


class FilesFollower(Follower):
    """Reads what was attached, and again what could not be ended."""

    name = "files"

    def follow(self, entries: Sequence[Entry]) -> None:
        """Move on: which files wait is in their rows, and read in `rest`."""

    def rest(self) -> None:
        """Read the files that wait by now."""
        read_due()
