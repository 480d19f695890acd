"""What an ASGI server runs: HTTP by Django in threads, WebSocket by a consumer."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)

from backend.graphql.doors.process import Lifespan  # noqa: E402 - Django comes first
from backend.graphql.doors.threads import HttpDoor  # noqa: E402
from backend.graphql.doors.websocket import GraphQLSocket  # noqa: E402

SOCKETS_AT = "/graphql"

http = HttpDoor()
sockets = GraphQLSocket.as_asgi()
lifespan = Lifespan()


async def application(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[Any]],
    send: Callable[[Any], Awaitable[None]],
) -> None:
    """Lead each connection to its door."""
    if scope["type"] == "http":
        await http(scope, receive, send)
    elif scope["type"] == "lifespan":
        await lifespan(scope, receive, send)
    elif scope["path"].rstrip("/") == SOCKETS_AT:
        await sockets(scope, receive, send)
    else:
        await send({"type": "websocket.close"})  # before the handshake is done: it answers 403
