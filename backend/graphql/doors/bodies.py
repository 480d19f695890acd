"""The body of a request: read on the event loop, under caps of size and time.

A thread is asked for only when all is there; so somebody who sends half a body holds up nobody.
What is larger than most is kept on disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from backend.rules import Reason

from .allowances import Allowance, announced

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


async def read_body(
    receive: Receive, headers: dict[bytes, bytes], allowance: Allowance
) -> IO[bytes]:
    """Read a whole body, or raise `BodyRefused` or `Gone`; who calls closes it."""
    if announced(headers) > allowance.size:
        raise _too_large(allowance)
    body = SpooledTemporaryFile(max_size=settings.BODY_LIMIT)  # noqa: SIM115 - who calls closes it
    try:
        async with asyncio.timeout(allowance.seconds):
            await _collect(receive, body, allowance)
    except BaseException as error:
        body.close()
        if isinstance(error, TimeoutError):
            reason = _("The request did not arrive within %(seconds)g seconds.")
            values = {"seconds": allowance.seconds}
            raise BodyRefused(408, _filled(reason, values)) from None
        raise
    body.seek(0)
    return body


async def discard(receive: Receive) -> None:
    """Read on, keeping nothing: who is cut off amid sending never sees the answer."""
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER):
            while (await receive()).get("more_body", False):
                pass


async def _collect(receive: Receive, body: IO[bytes], allowance: Allowance) -> None:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        body.write(message.get("body", b""))
        if body.tell() > allowance.size:
            raise _too_large(allowance)
        if not message.get("more_body", False):
            return


def _too_large(allowance: Allowance) -> BodyRefused:
    reason = _("The request is larger than %(limit)d bytes.")
    return BodyRefused(413, _filled(reason, {"limit": allowance.size}))


def _filled(reason: Reason, values: dict[str, float]) -> Reason:
    """Fill in a sentence when it is told: here nobody's language is known yet."""
    return lazy(lambda: reason % values, str)()
