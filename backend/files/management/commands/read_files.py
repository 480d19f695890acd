"""`manage.py read_files`: say what became of the texts of files, and have some read again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Count

from backend import journal
from backend.files.models import FileText, TextState


class Command(BaseCommand):
    """Puts files back among those that the follower of files reads; it reads none itself."""

    help = "Counts the files that were read; --failed and --all have them read again."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--failed", action="store_true", help="those that could not be read")
        which.add_argument(
            "--all", action="store_true", help="all, after an upgrade that reads better"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["failed"] or options["all"]:
            texts = FileText.objects.exclude(state=TextState.WAITING)
            if options["failed"]:
                texts = texts.filter(state=TextState.FAILED)
            with journal.atomic():
                self.stdout.write(f"{texts.again()} files are read again.")
        counted = FileText.objects.values_list("state", "reason").annotate(many=Count("pk"))
        for state, reason, many in counted.order_by("state", "reason"):
            self.stdout.write(f"{many} {state}{f' ({reason})' if reason else ''}")
