"""`manage.py follow`: the followers alone, in a process of their own."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backend.journal import following


class Command(BaseCommand):
    """Follow the journal until Ctrl-C; of several processes one is active per follower."""

    help = "Run the followers of the journal, all or those named, without the server."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", metavar="name", help="search, mail…; none: all")

    def handle(self, *, names: list[str], **_options: Any) -> None:
        ending = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_signal: ending.set())
        chosen = _chosen(names)
        runners = following.start(chosen)
        self.stdout.write(f"Following: {', '.join(one.name for one in chosen)} (Ctrl-C ends it)")
        ending.wait()
        following.stop(runners)


def _chosen(names: list[str]) -> list[following.Follower]:
    known = {one.name: one for one in following.configured()}
    if unknown := set(names) - set(known):
        raise CommandError(f"There is no follower {unknown.pop()}; there are: {', '.join(known)}.")
    return [follower for name, follower in known.items() if not names or name in names]
