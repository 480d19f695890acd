"""`manage.py load_territories`: the official territories, or a newer edition of them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backend import journal
from communs.territories.loading import SHIPPED, NoEdition, load, read

PATIENCE = 1.0  # seconds after which somebody who waits is told how far it is


class Command(BaseCommand):
    """Bring the territories to the edition that is shipped, or to that of a file."""

    help = "Load the official territories; again with a newer file, bring them up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file",
            nargs="?",
            type=Path,
            default=SHIPPED,
            help="made by tools/territories.py; the edition that is shipped unless given",
        )

    def handle(self, *, file: Path, **_options: Any) -> None:
        try:
            edition = read(file)
        except (OSError, NoEdition) as error:
            raise CommandError(f"{file} holds no territories: {error}") from error
        with journal.atomic():
            done = load(edition, self._progress())
        told = ", ".join(f"{count:,} {what}" for what, count in done.items())
        self.stdout.write(f"Edition of {edition.day}: {told}.")

    def _progress(self) -> Any:
        told = [time.monotonic()]

        def progress(done: int, total: int) -> None:
            if time.monotonic() - told[0] >= PATIENCE:
                told[0] = time.monotonic()
                self.stdout.write(f"  {done:,} of {total:,} rows")
                self.stdout.flush()

        return progress
