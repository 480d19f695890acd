"""`manage.py reindex`: build the search index anew, beside the one that answers."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend import garbage
from backend.search.engines import engine
from backend.search.rebuilding import rebuild
from backend.search.refusals import RebuildUnderway

OFTEN = 0.5  # seconds between words of progress


class Command(BaseCommand):
    """Builds from the database, then switches; the server goes on answering and writing."""

    help = "Builds the search index anew beside the old one, and switches. Safe at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        progress = Progress(self)
        garbage.let_wait()
        try:
            position = rebuild(engine(), progress.tell)
        except RebuildUnderway as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            progress.end()
            raise CommandError("Interrupted; the old index goes on answering.") from None
        progress.end()
        self.stdout.write(f"Indexed {progress.done} documents, up to entry {position.entry}.")


class Progress:
    """One line that says how many, how fast, and how long still."""

    def __init__(self, command: BaseCommand) -> None:
        self._out = command.stdout
        self._began = self._told = time.monotonic()
        self.done = 0

    def tell(self, done: int, total: int) -> None:
        """Say how far it is, not too often."""
        self.done = done
        now = time.monotonic()
        if not done or (now - self._told < OFTEN and done < total):
            return
        self._told = now
        rate = done / max(now - self._began, 0.001)
        left = (total - done) / rate
        self._out.write(
            f"\r{done} of {total} documents, {rate:.0f} a second, {left:.0f} s left ", ending=""
        )
        self._out.flush()

    def end(self) -> None:
        """End the line."""
        if self.done:
            self._out.write("")
