"""`manage.py serve`: the whole of it in one process."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from backend.server import PortTaken, keep_to_one_processor, port, serve


class Command(BaseCommand):
    """Serve HTTP and WebSocket, with the followers beside, until Ctrl-C."""

    help = "Serve HTTP and WebSocket in one process, with the followers beside."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=port, default=settings.PORT, help="0: any free one")
        parser.add_argument(
            "--processor", type=int, help="keep to one: any number, counted round those there are"
        )

    def handle(
        self, *, host: str, port: int, processor: int | None = None, **_options: Any
    ) -> None:
        if processor is not None:
            keep_to_one_processor(processor)
        try:
            serve(host, port, greet=self._greet)
        except PortTaken as taken:
            raise CommandError(str(taken)) from None

    def _greet(self, address: str) -> None:
        self.stdout.write(f"Communs answers at {address} (Ctrl-C ends it)")
        self.stdout.flush()
