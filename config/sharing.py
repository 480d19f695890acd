"""What processes share: through Redis where there is one, else each keeps its own."""

from __future__ import annotations

from typing import Any

REDIS = "django.core.cache.backends.redis.RedisCache"
MEMORY = "django.core.cache.backends.locmem.LocMemCache"
NOTHING = "django.core.cache.backends.dummy.DummyCache"


def channel_layers(redis: str) -> dict[str, Any]:
    """Say how processes ring each other awake."""
    if not redis:
        return {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    # Waiting for a ring takes up to 5 s in silence, after which redis-py would give up.
    hosts = [{"address": redis, "socket_timeout": 30}]
    return {
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {"hosts": hosts},
        }
    }


def caches(redis: str) -> dict[str, Any]:
    """Say where limits are counted, and where documents are kept that are named by their hash.

    Of those documents each process keeps its own besides; so without Redis nothing else does, and
    while Redis is slow nobody waits for it: who names a document is asked to send it.
    """
    if not redis:
        return {"default": {"BACKEND": MEMORY}, "documents": {"BACKEND": NOTHING}}
    hasty = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
    return {
        "default": {"BACKEND": REDIS, "LOCATION": redis},
        "documents": {
            "BACKEND": REDIS,
            "LOCATION": redis,
            "KEY_PREFIX": "communs",
            "OPTIONS": hasty,
        },
    }
