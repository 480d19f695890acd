"""The people's postbox: an SMTP server that keeps what it is brought."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Awaitable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from .servers import eventually

CODE = re.compile(r"[A-Z0-9-]{6,12}")  # alone on its line, as in our letters
INVITATION = re.compile(r"[\w-]{43}")
DELIVERED_WITHIN = 60.0  # seconds, on a machine that does much else


def text_of(letter: EmailMessage) -> str:
    """Give what a letter says to those who read plain text."""
    body = letter.get_body(("plain",))
    assert body is not None
    content: str = body.get_content()
    return content


class Postbox(Controller):
    """An SMTP server in a thread; `letters` gives what came, in order."""

    def __init__(self) -> None:
        super().__init__(self, hostname="127.0.0.1", port=0)
        self._came: list[EmailMessage] = []

    @property
    def address(self) -> str:
        """What a server's EMAIL_URL is to be."""
        return f"smtp://127.0.0.1:{self.port}"

    def letters(self, to: str) -> list[EmailMessage]:
        """Give what came for somebody."""
        return [letter for letter in self._came.copy() if letter["To"] == to]

    def code(self, to: str) -> str:
        """Wait for the code that proves an address, and read it."""
        return self._read(CODE, to)

    def invitation(self, to: str) -> str:
        """Wait for an invitation, and read its token."""
        return self._read(INVITATION, to)

    def _read(self, what: re.Pattern[str], to: str) -> str:
        found: list[str] = []

        def has_come() -> bool:
            lines = [line for each in self.letters(to) for line in text_of(each).splitlines()]
            found[:] = [line for line in lines if what.fullmatch(line)]
            return bool(found)

        eventually(has_come, DELIVERED_WITHIN)
        return found[-1]

    # --- as aiosmtpd knows it ---------------------------------------------------------------

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        letter = message_from_bytes(envelope.content or b"", policy=default)
        self._came.append(letter)
        return "250 OK"

    def _create_server(self) -> Awaitable[Any]:
        listener = socket.create_server(("127.0.0.1", 0))
        self.port = listener.getsockname()[1]
        return self._listening(listener)

    async def _listening(self, listener: socket.socket) -> asyncio.Server:
        return await self.loop.create_server(self._factory_invoker, sock=listener)
