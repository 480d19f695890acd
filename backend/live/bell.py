"""Wake-ups between processes: whoever commits facts rings, whoever has listeners hears.

The channel layer carries them, in memory or through Redis. A ring is a hint and nothing more:
each hub looks into the journal by itself every second, so a lost one delays and loses nothing.
For that reason nothing here ever raises.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from uuid import uuid4

from channels.layers import BaseChannelLayer, get_channel_layer

from backend import journal

log = logging.getLogger(__name__)

GROUP = "journal"
PAUSE = 2.0  # seconds before a layer that failed is tried again
RENEWAL = 3_600.0  # seconds after which the group is joined again: layers forget old members
QUIET = 0.02  # seconds in which many commits make one ring
SOON = 1.0  # seconds in which the layer is to take note that we left


class Bell:
    """One process's end of the wake-ups, on its event loop."""

    def __init__(self, woken: Callable[[], None]) -> None:
        self._woken = woken
        self._name = uuid4().hex
        self._due = asyncio.Event()
        self._is_down = False
        self._channel = ""

    def ring(self) -> None:
        """Ask for a ring soon; many asked for at once are one."""
        self._due.set()

    async def keep_ringing(self) -> None:
        """Ring whenever it is due, for as long as this task lives."""
        while True:
            await self._due.wait()
            self._due.clear()
            await self._carefully(self._ring)
            await asyncio.sleep(QUIET)

    async def keep_listening(self) -> None:
        """Wake whenever another process rings, for as long as this task lives."""
        while True:
            await self._carefully(self._listen)

    async def leave(self) -> None:
        """Be rung for no more, if the layer takes note of it soon; else it forgets us in a day."""
        layer = get_channel_layer()
        if layer and self._channel:
            with suppress(Exception):  # whatever it raises
                async with asyncio.timeout(SOON):
                    await layer.group_discard(GROUP, self._channel)

    async def _ring(self) -> None:
        if layer := get_channel_layer():
            await layer.group_send(GROUP, {"type": "journal.written", "by": self._name})
            self._is_down = False

    async def _listen(self) -> None:
        layer = get_channel_layer()
        if layer is None:
            await asyncio.sleep(RENEWAL)
            return
        self._channel = self._channel or await layer.new_channel()
        await layer.group_add(GROUP, self._channel)
        self._woken()  # whatever was rung before we joined
        renewal = asyncio.get_running_loop().time() + RENEWAL
        with suppress(TimeoutError):
            async with asyncio.timeout_at(renewal):
                await self._hear(layer, self._channel)

    async def _hear(self, layer: BaseChannelLayer, channel: str) -> None:
        while True:
            message = await layer.receive(channel)
            self._is_down = False
            if message.get("by") != self._name:
                self._woken()

    async def _carefully(self, step: Callable[[], Awaitable[None]]) -> None:
        try:
            await step()
        except Exception:  # whatever a layer raises: the poll goes on without it
            if not self._is_down:
                log.warning("The channel layer fails; live goes on by polling.", exc_info=True)
            self._is_down = True
            await asyncio.sleep(PAUSE)


class Ringer(threading.Thread):
    """Rings for a process that has no event loop of its own: a WSGI worker."""

    def __init__(self) -> None:
        super().__init__(name="bell", daemon=True)
        self._loop = asyncio.new_event_loop()
        self._bell: Bell | None = None

    def run(self) -> None:
        self._loop.run_until_complete(self._work())

    def ring(self) -> None:
        """Ask for a ring, from any thread."""
        self._loop.call_soon_threadsafe(self._ring)

    def _ring(self) -> None:
        if self._bell:
            self._bell.ring()

    async def _work(self) -> None:
        self._bell = Bell(lambda: None)
        self._bell.ring()  # it was started because something was written
        await self._bell.keep_ringing()


def ring_from_threads() -> Callable[[], None]:
    """Ring for what this process commits; the thread begins with the first, so after any fork."""
    ringers: list[Ringer] = []
    starting = threading.Lock()

    def ring() -> None:
        with starting:
            if not ringers:
                ringers.append(Ringer())
                ringers[0].start()
        ringers[0].ring()

    return journal.on_written(ring)
