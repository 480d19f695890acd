"""The limit over HTTP: an ASGI application that does nothing but answer the page of resources.

It reads the request, asks by two statements on a connection of a pool, and writes the bytes.
"""

from __future__ import annotations

import os
from typing import Any

import orjson
from psycopg_pool import AsyncConnectionPool

from bench.byhand import PAGE, TOPICS_OF_LIST, answer

HEADERS = [(b"content-type", b"application/graphql-response+json; charset=utf-8")]

pool = AsyncConnectionPool(
    os.environ["DATABASE_URL"],
    min_size=4,
    max_size=8,
    open=False,
    kwargs={"autocommit": True, "options": "-c TimeZone=UTC -c jit=off"},
)


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer a request, or begin and end with the server."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    content = await _answer(orjson.loads(body)["variables"]["first"])
    length = (b"content-length", str(len(content)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [*HEADERS, length]})
    await send({"type": "http.response.body", "body": content})


async def _answer(size: int) -> bytes:
    async with pool.connection() as connection:
        rows = await (await connection.execute(PAGE, [size])).fetchall()
        keys = [row[0] for row in rows]
        topics = await (await connection.execute(TOPICS_OF_LIST, [keys])).fetchall()
    return answer(rows, topics)


async def _live(receive: Any, send: Any) -> None:
    await receive()
    await pool.open(wait=True)
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await pool.close()
    await send({"type": "lifespan.shutdown.complete"})
