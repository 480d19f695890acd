"""The HTTP door of an ASGI server: Django's handler, once per request, in our own threads.

The body is read on the event loop first. Then one job does everything that may block: Django's
signals, its middleware, the view, the closing of the response. Answers go out on the event loop,
so a slow reader holds no thread; a streaming response is asked for its next piece in a thread,
each time in whichever is free, so it must not keep a database cursor open between pieces.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import nullcontext, suppress
from typing import IO, Any

from django.conf import settings
from django.core import signals
from django.core.handlers.asgi import ASGIRequest, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.http import FileResponse, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

from backend.references import HEADER, reference_for
from backend.rules import Unavailable

from .allowances import allowance_of
from .answers import refusal
from .bodies import BodyRefused, Gone, Receive, discard, read_body
from .callers import language_of
from .origins import cors
from .pool import threads
from .turns import Turns

log = logging.getLogger("django.request")

PIECE = 65_536  # bytes of a file that are sent at once

Scope = dict[str, Any]
Send = Callable[[Any], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]


class Handler(BaseHandler):
    """Django, synchronous from middleware to view."""

    def __init__(self) -> None:
        self.load_middleware()

    def answer(self, scope: Scope, body: IO[bytes]) -> HttpResponseBase:
        """Answer one request, in the thread that calls; a whole answer is closed already."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=type(self), scope=scope)
        request = _request(scope, body)
        response = self.get_response(request) if request else HttpResponseBadRequest()
        response._handler_class = type(self)  # type: ignore[attr-defined]  # noqa: SLF001 - names the sender of request_finished
        if response.streaming:
            return response
        response.close()
        if request:
            # Its lazy user and its messages hold it, and it them: so it is freed now, and not by
            # the collector, for which all threads stop.
            vars(request).clear()
        return response


def _request(scope: Scope, body: IO[bytes]) -> ASGIRequest | None:
    try:
        return ASGIRequest(scope, body)
    except UnicodeDecodeError:
        log.warning("Bad Request (UnicodeDecodeError)", extra={"status_code": 400})
        return None


class HttpDoor:
    """An ASGI application for HTTP."""

    def __init__(self) -> None:
        self._handler = Handler()
        self._turns = Turns()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        try:
            response = await self._answer(scope, receive, headers)
        except Gone:
            return
        except BodyRefused as refused:
            answer = refusal(refused.reason, "LIMITED", language_of(headers))
            await _refuse(refused.status, answer, headers, receive, send)
        except Unavailable as busy:
            answer = refusal(busy.reason, busy.code, language_of(headers))
            await _refuse(503, answer, headers, receive, send)
        else:
            with suppress(OSError):  # the client left while it was answered
                await _send(response, send)

    async def _answer(
        self, scope: Scope, receive: Receive, headers: dict[bytes, bytes]
    ) -> HttpResponseBase:
        allowance = await allowance_of(scope, headers)
        with await read_body(receive, headers, allowance) as body:
            return await threads().run(lambda: self._answer_in_turn(scope, body))

    def _answer_in_turn(self, scope: Scope, body: IO[bytes]) -> HttpResponseBase:
        with self._turns.one() if settings.IN_TURN else nullcontext():
            return self._handler.answer(scope, body)


async def _send(response: HttpResponseBase, send: Send) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": response.status_code,
            "headers": _headers(response),
        }
    )
    if isinstance(response, HttpResponse):
        await send({"type": "http.response.body", "body": response.content})
        return
    if isinstance(response, FileResponse):
        response.block_size = PIECE
    await _stream(response, send)


async def _stream(response: HttpResponseBase, send: Send) -> None:
    try:
        pieces = await threads().go_on(lambda: iter(response))
        while piece := await threads().go_on(lambda: _next(pieces)):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body"})
    finally:
        await threads().go_on(response.close)


def _next(pieces: Iterator[bytes]) -> bytes:
    """Give the next piece that is not empty; nothing at the end."""
    return next(filter(None, pieces), b"")


def _headers(response: HttpResponseBase) -> Headers:
    cookies = [
        (b"set-cookie", cookie.OutputString().encode("latin-1"))
        for cookie in response.cookies.values()
    ]
    fields = [
        (name.lower().encode("ascii"), value.encode("latin-1")) for name, value in response.items()
    ]
    return [*fields, *cookies]


def _reference(headers: dict[bytes, bytes]) -> str:
    return reference_for(headers.get(HEADER.lower().encode(), b"").decode("latin-1"))


async def _refuse(
    status: int, body: bytes, headers: dict[bytes, bytes], receive: Receive, send: Send
) -> None:
    """Say no before Django was asked, and close the connection: its body is not read."""
    answer: Headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
        (HEADER.lower().encode(), _reference(headers).encode()),
        *cors(headers.get(b"origin")),
    ]
    with suppress(OSError):
        await send({"type": "http.response.start", "status": status, "headers": answer})
        await send({"type": "http.response.body", "body": body, "more_body": True})
        if status == 413 and b"expect" not in headers:
            await discard(receive)
        await send({"type": "http.response.body"})
