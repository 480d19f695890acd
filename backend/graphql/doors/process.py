"""What one process has once, for as long as it serves: the hub, and the followers beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings

from backend import garbage
from backend.journal import following
from backend.live.hub import Hub

from .pool import Threads, threads


class Live:
    """The hub, and the sockets that are open."""

    def __init__(self) -> None:
        self.hub: Hub | None = None
        self.sockets = 0
        self._thread: Threads | None = None

    async def start(self) -> Hub:
        """Give the hub, started: not every server has a lifespan to do it."""
        if self.hub is None:
            self._thread = Threads(1, "live")
            self.hub = Hub(self._thread.work, threads().work)
            await self.hub.start()
        return self.hub

    async def stop(self) -> None:
        """End the hub."""
        if self.hub and self._thread:
            await self.hub.stop()
            self._thread.close()
            self.hub = None


live = Live()


class Lifespan:
    """What begins and ends with an ASGI server: the followers and the hub."""

    def __init__(self) -> None:
        self._runners: list[following.Runner] = []

    async def __call__(
        self,
        _scope: Any,
        receive: Callable[[], Awaitable[Any]],
        send: Callable[[Any], Awaitable[None]],
    ) -> None:
        await receive()
        await self.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def start(self) -> None:
        """Set everything to work."""
        garbage.let_wait()
        await live.start()
        if settings.FOLLOWERS:
            self._runners = following.start(following.configured())

    async def stop(self) -> None:
        """End everything, after what it has in hand."""
        await live.stop()
        await asyncio.to_thread(following.stop, self._runners)
        threads().close()
