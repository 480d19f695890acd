"""The end of the hub: it comes soon, whatever was under way."""

from __future__ import annotations

import asyncio
import os
import random
from typing import Any

import pytest
from channels.layers import get_channel_layer
from channels_redis.core import RedisChannelLayer
from redis import Redis

from backend.graphql.doors.pool import Threads
from backend.live.bell import GROUP, Bell
from backend.live.hub import Hub, end

ROUNDS = 150  # without care, one end in twenty or so never comes
SOON = 5.0  # seconds
MEMBERS = f"asgi:group:{GROUP}"  # as the layer names them in Redis


async def keep_asking(bell: Bell) -> None:
    """Ask for a ring all the while, as if much were written."""
    while True:
        bell.ring()
        await asyncio.sleep(random.random() / 100)  # noqa: S311 - nothing hangs on it


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
async def test_the_hub_ends_at_once_while_others_ring() -> None:
    assert isinstance(get_channel_layer(), RedisChannelLayer)
    redis = Redis.from_url(os.environ["REDIS_URL"])
    rung_for = redis.zcard(MEMBERS)
    other = Bell(lambda: None)
    writing: list[asyncio.Task[Any]] = [
        asyncio.create_task(step) for step in (other.keep_ringing(), keep_asking(other))
    ]
    thread = Threads(1, "live")
    try:
        for _ in range(ROUNDS):
            hub = Hub(thread.work, thread.work)
            await hub.start()
            await asyncio.sleep(random.random() / 20)  # noqa: S311 - nothing hangs on it

            async with asyncio.timeout(SOON):
                await hub.stop()
        assert redis.zcard(MEMBERS) == rung_for
    finally:
        await end(writing)
        thread.close()
