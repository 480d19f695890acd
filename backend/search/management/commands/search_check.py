"""`manage.py search_check`: compare the search index with the database, and mend it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backend.journal.exclusive import exclusively
from backend.journal.following import catch_up
from backend.rules import Refusal
from backend.search.checking import Compared, check, check_these, repair
from backend.search.engines import engine
from backend.search.follower import SearchFollower

COLUMNS = ("missing", "extra", "differing", "aside")


class Command(BaseCommand):
    """Tells what differs, by kind, and ends with 1 when anything does."""

    help = (
        "Compares the search index with the database while both go on. Ends with 1 on a difference."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="write again what differs")
        parser.add_argument(
            "--sample", type=int, metavar="N", help="compare only N rows of each kind, by chance"
        )

    def handle(self, *, repair: bool, sample: int | None, **_options: Any) -> None:
        try:
            compared = check(engine(), sample)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self._print(compared)
        if compared.wrong and repair:
            self._repair(compared)
        elif compared.wrong:
            raise CommandError(f"{len(compared.wrong)} documents differ; --repair mends them.")

    def _print(self, compared: Compared) -> None:
        counts = [Counter(key.kind for key in getattr(compared, name)) for name in COLUMNS]
        kinds = sorted(set(compared.checked).union(*counts))
        self._row("kind", "checked", *COLUMNS)
        for kind in kinds:
            self._row(kind, compared.checked[kind], *(each[kind] for each in counts))

    def _row(self, first: str, *others: object) -> None:
        self.stdout.write(f"{first:<14}" + "".join(f"{other!s:>11}" for other in others))

    def _repair(self, compared: Compared) -> None:
        """Hand what differs to the follower: here, unless one is at work, which does it then."""
        number = repair(compared.wrong)
        with exclusively(f"follower-{SearchFollower.name}") as is_alone:
            if not is_alone:
                self.stdout.write(f"{number} documents are being written again by the follower.")
                return
            follower = SearchFollower()
            try:
                catch_up(follower)
            finally:
                follower.close()
        left = check_these(engine(), compared.wrong).wrong
        self.stdout.write(f"{number} documents were written again.")
        if left:
            raise CommandError(f"{len(left)} documents still differ; see the log.")
