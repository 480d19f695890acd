"""The body of a request: read on the event loop, under caps of size and time.

A thread is asked for only when all is there; so somebody who sends half a body holds up nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from backend.rules import Reason

Receive = Callable[[], Awaitable[Any]]

LINGER = 2.0  # seconds in which a sender of too much may finish, and so read why it was refused


class Gone(Exception):
    """The client left before it had said what it wants."""


class BodyRefused(Exception):
    """A body that is not taken."""

    def __init__(self, status: int, reason: Reason) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


async def read_body(receive: Receive, headers: dict[bytes, bytes]) -> bytes:
    """Read a whole body, or raise `BodyRefused` or `Gone`."""
    if _announced(headers) > settings.BODY_LIMIT:
        raise _too_large()
    try:
        async with asyncio.timeout(settings.BODY_SECONDS):
            return await _collected(receive)
    except TimeoutError:
        reason = _("The request did not arrive within %(seconds)g seconds.")
        values = {"seconds": settings.BODY_SECONDS}
        raise BodyRefused(408, _filled(reason, values)) from None


async def discard(receive: Receive) -> None:
    """Read on, keeping nothing: who is cut off amid sending never sees the answer."""
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER):
            while (await receive()).get("more_body", False):
                pass


async def _collected(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        body += message.get("body", b"")
        if len(body) > settings.BODY_LIMIT:
            raise _too_large()
        if not message.get("more_body", False):
            return bytes(body)


def _announced(headers: dict[bytes, bytes]) -> int:
    length = headers.get(b"content-length", b"0")
    return int(length) if length.isdigit() else 0


def _too_large() -> BodyRefused:
    reason = _("The request is larger than %(limit)d bytes.")
    return BodyRefused(413, _filled(reason, {"limit": settings.BODY_LIMIT}))


def _filled(reason: Reason, values: dict[str, float]) -> Reason:
    """Fill in a sentence when it is told: here nobody's language is known yet."""
    return lazy(lambda: reason % values, str)()
