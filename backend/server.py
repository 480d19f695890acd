"""The server: everything in one process, under uvicorn."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress

import uvicorn
from django.conf import settings
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from .systemd import handed_socket, say_ready

GRACE = 5  # seconds that requests under way get when the server ends
LAST_CALL = 0.5  # seconds in which a connection that is quiet then may still ask


class PortTaken(Exception):
    """Somebody else listens there already."""


class HttpProtocol(HttpToolsProtocol):
    """uvicorn's HTTP, which moreover closes on a peer that never says all of a request's headers.

    The time begins with the connection, and again with whatever comes after an answer; without
    anything, uvicorn's own limit holds between two requests.

    When the server ends, a quiet connection is not closed at once: a request may be on its way,
    and whoever sent it could not tell whether it was heard.
    """

    _patience: asyncio.TimerHandle | None = None
    _is_ending = False

    def shutdown(self) -> None:
        if self._is_quiet():
            self._is_ending = True
            self.loop.call_later(LAST_CALL, self._close_if_quiet)
        else:
            super().shutdown()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._patience = self.loop.call_later(settings.BODY_SECONDS, transport.close)

    def data_received(self, data: bytes) -> None:
        is_between = self.cycle is not None and self.cycle.response_complete
        if is_between and self._patience is None:
            self._patience = self.loop.call_later(settings.BODY_SECONDS, self.transport.close)
        super().data_received(data)

    def on_headers_complete(self) -> None:
        self._lose_patience()
        super().on_headers_complete()
        if self._is_ending and self.cycle:
            self.cycle.keep_alive = False

    def connection_lost(self, exc: Exception | None) -> None:
        self._lose_patience()
        super().connection_lost(exc)

    def _lose_patience(self) -> None:
        if self._patience:
            self._patience.cancel()
            self._patience = None

    def _is_quiet(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _close_if_quiet(self) -> None:
        if self._is_quiet():
            self.transport.close()


class SocketProtocol(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket, which moreover gives up on a peer that takes nothing at all.

    A peer that does not read keeps its connection, and what waits in it, for as long as it likes:
    closing waits for the buffer to empty. So such a connection is cut.
    """

    _patience: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        super().pause_writing()
        self._patience = self.loop.call_later(settings.SOCKET_STALL_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._lose_patience()

    def connection_lost(self, exc: Exception | None) -> None:
        self._lose_patience()
        super().connection_lost(exc)

    def _lose_patience(self) -> None:
        if self._patience:
            self._patience.cancel()
            self._patience = None


def port(given: str) -> int:
    """Read the number of a port, as argparse wants it."""
    number = int(given)
    if not 0 <= number <= 65_535:
        raise ValueError(given)
    return number


def keep_to_one_processor(number: int) -> None:
    """Run on one processor from now on: ``number`` is counted round those that there are.

    The threads of one interpreter take turns. On one processor a turn is handed over within it;
    on several, each time another one has to be woken, which takes longer than many a turn.
    """
    if hasattr(os, "sched_setaffinity"):  # not on every system
        there = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {there[number % len(there)]})


def serve(host: str, port: int, *, greet: Callable[[str], None]) -> None:
    """Serve until told to end; ``greet`` is given the address once it answers there.

    Where systemd hands over a socket, it is served there instead: what comes while no process
    serves waits in it. Raises `PortTaken` before anything has begun.
    """
    handed = handed_socket()
    listener = handed or _bound(host, port)
    if handed:
        host = listener.getsockname()[0]
    server = _Server(_config(), lambda: greet(_address(host, listener.getsockname()[1])))
    with suppress(KeyboardInterrupt):  # raised again by uvicorn, after its orderly end
        server.run(sockets=[listener])
    if not server.started:
        sys.exit(1)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, greet: Callable[[], None]) -> None:
        super().__init__(config)
        self._greet = greet

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._greet()
        say_ready()


def _config() -> uvicorn.Config:
    return uvicorn.Config(
        settings.ASGI_APPLICATION.replace(".application", ":application"),
        loop="uvloop",
        http=HttpProtocol,
        ws=SocketProtocol,
        ws_max_size=settings.SOCKET_MESSAGE_LIMIT * 4,  # bytes of as many characters
        ws_per_message_deflate=False,  # it would compress each shared frame once per socket
        lifespan="on",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        forwarded_allow_ips=settings.TRUSTED_PROXIES,
    )


def _bound(host: str, port: int) -> socket.socket:
    """Take the port, before anything else begins."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise PortTaken(f"{_address(host, port)}: {error.strerror}") from error
    return listener


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
