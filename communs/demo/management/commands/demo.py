"""`manage.py demo`: the demo network, from nothing to a server that answers."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from backend.journal.exclusive import exclusively
from backend.server import PortTaken, port, serve
from communs.demo.accounts import ACCOUNTS
from communs.demo.content import table
from communs.demo.crowd import load_crowd
from communs.demo.loading import OtherNetwork, counts, load, prepare

HOST = "127.0.0.1"
PATIENCE = 1.0  # seconds after which somebody who waits is told what for


class Command(BaseCommand):
    """Migrate, load the demo network once, say what to try, and serve."""

    help = "Serve the demo network: everything in one process, nothing else to install."
    _words = table("words")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=port, default=settings.PORT, help="0: any free one")
        parser.add_argument("--messages", type=int, default=0, help="of a crowd besides; 0: none")

    def handle(self, *, port: int, messages: int, **_options: Any) -> None:
        if not settings.DEMO:  # settings are read once, and long since: begin again with it
            os.execve(  # noqa: S606 - this very command
                sys.executable, [sys.executable, *sys.argv], {**os.environ, "DEMO": "1"}
            )
        with suppress(KeyboardInterrupt):
            self._check(port)
            self._prepare(messages)
            self._serve(port)

    def _check(self, port: int) -> None:
        """Stop here, before anything is touched, when the port is somebody else's."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                sys.exit(self._words["taken"].format(port=port, other=port + 1))

    def _prepare(self, messages: int) -> None:
        with exclusively("demo") as alone:
            if not alone:
                sys.exit(self._words["busy"])
            with self._telling(self._words["preparing"]):
                call_command("migrate", verbosity=0, interactive=False)
            prepare(self._progress("placing"))
            try:
                load(self._progress("loading"))
                if messages:
                    load_crowd(messages, self._progress("crowding"))
            except OtherNetwork:
                sys.exit(self._words["other"])

    def _serve(self, port: int) -> None:
        welcome = self._welcome()
        try:
            serve(
                HOST, port, greet=lambda address: self._say(welcome.replace("{address}", address))
            )
        except PortTaken:
            sys.exit(self._words["taken"].format(port=port, other=port + 1))

    def _welcome(self) -> str:
        """Give all there is to say, but for the address."""
        accounts = "\n".join(
            f"    {account['email']:<34}{account['password']:<17}{account['role_fr']}"
            for account in ACCOUNTS
        )
        counted = ", ".join(f"{count} {name}" for name, count in counts().items())
        welcome: str = self._words["welcome"]
        return welcome.format(address="{address}", accounts=accounts, counts=counted)

    @contextmanager
    def _telling(self, line: str) -> Iterator[None]:
        """Say what is being waited for, once it takes time."""
        timer = threading.Timer(PATIENCE, self._say, [line])
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _progress(self, words: str) -> Any:
        told = [time.monotonic()]

        def progress(taken: int, total: int) -> None:
            if time.monotonic() - told[0] >= PATIENCE:
                told[0] = time.monotonic()
                self._say(self._words[words].format(taken=taken, total=total))

        return progress

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
