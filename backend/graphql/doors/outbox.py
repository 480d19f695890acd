"""What waits to be sent to one socket: bounded, in order, written by one task.

Whoever reads too slowly is let go, with the code that tells clients to come back: they resume
from their cursor, and nobody's memory grows meanwhile.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from django.conf import settings

from .protocol import TRY_AGAIN

MOST_FRAMES = 1_000


class Outbox:
    """Frames on their way out, and at last the closing."""

    def __init__(self, send: Callable[[Any], Awaitable[None]], closed: Callable[[], None]) -> None:
        self._send = send
        self._closed = closed  # called as soon as nothing more is taken
        self._frames: deque[str] = deque()
        self._size = 0
        self._filled = asyncio.Event()
        self._roomy = asyncio.Event()
        self._roomy.set()
        self._closing: tuple[int, str] | None = None

    @property
    def is_closing(self) -> bool:
        return self._closing is not None

    def put(self, frame: str) -> None:
        """Take a frame, however large when it is alone; when it is too much, give up."""
        if self._closing:
            return
        was_empty = not self._size
        self._frames.append(frame)
        self._size += len(frame)
        self._filled.set()
        if self._holds_more_than(1 / 2):
            self._roomy.clear()
        if self._holds_more_than(1) and not was_empty:
            self.close(TRY_AGAIN, "Too slow: resume from the last cursor.")

    def close(self, code: int, reason: str) -> None:
        """Close the socket now: what still waits is not sent."""
        if self._closing is None:
            self._frames.clear()
            self._closing = code, reason
            self._filled.set()
            self._roomy.set()
            self._closed()

    async def room(self) -> None:
        """Wait until at least half of the outbox is free."""
        await self._roomy.wait()

    async def write(self) -> None:
        """Write as long as the socket takes it."""
        with suppress(OSError):  # the other end is gone: whoever reads hears of it
            while self._closing is None:
                await self._filled.wait()
                self._filled.clear()
                await self._write_all()
            code, reason = self._closing
            await self._send({"type": "websocket.close", "code": code, "reason": reason})

    async def _write_all(self) -> None:
        while self._frames:
            frame = self._frames.popleft()
            await self._send({"type": "websocket.send", "text": frame})
            self._size -= len(frame)
            if not self._holds_more_than(1 / 2):
                self._roomy.set()

    def _holds_more_than(self, part: float) -> bool:
        most = settings.SOCKET_OUTBOX * part, MOST_FRAMES * part
        return self._size > most[0] or len(self._frames) > most[1]
