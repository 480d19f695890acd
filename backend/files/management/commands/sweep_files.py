"""`manage.py sweep_files`: remove the files that no row names, and say which rows lack theirs."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from backend.files.storing import lost, orphans, remove


class Command(BaseCommand):
    """Tidies up after processes that were killed while they kept or removed a file."""

    help = "Removes files that nothing belongs to. Safe at any time; those of today are left."

    def handle(self, *args: Any, **options: Any) -> None:
        swept = 0
        for place in orphans():
            remove(place)
            swept += 1
        self.stdout.write(f"Removed {swept} files that nothing belonged to.")
        for file in lost():
            self.stderr.write(f"The file {file.place} ({file.size} bytes) is not there.")
