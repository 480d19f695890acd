"""GraphQL over WebSocket: a Channels consumer that speaks graphql-transport-ws.

It reads messages in turn and never waits for an operation: those run as tasks of their own, their
work in our threads, their answers through the outbox. Who asks is looked up for each operation,
so that whoever signed out meanwhile asks as nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any

from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from .answers import DATABASE_AWAY
from .callers import SocketCaller, TokenRefused, language_of
from .operations import Operation
from .origins import may_connect
from .outbox import Outbox
from .pool import threads
from .process import live
from .protocol import (
    BAD_MESSAGE,
    FORBIDDEN,
    NO_SUBPROTOCOL,
    SUBPROTOCOL,
    TAKEN,
    TOO_LATE,
    TOO_MANY,
    TRY_AGAIN,
    UNAUTHORIZED,
    Message,
    Violation,
    acknowledged,
    failed,
    pong,
    read_message,
)


class GraphQLSocket(AsyncWebsocketConsumer):
    """One socket of a client."""

    channel_layer_alias = ""  # the hub alone listens to the layer, once for all sockets

    outbox: Outbox
    caller: SocketCaller

    def __init__(self) -> None:
        super().__init__()
        self.operations: dict[str, Operation] = {}
        self.tasks: list[asyncio.Task[None]] = []
        self.is_initialised = False
        self.is_acknowledged = False

    async def __call__(
        self,
        scope: Any,
        receive: Callable[[], Awaitable[Any]],
        send: Callable[[Any], Awaitable[None]],
    ) -> None:
        live.sockets += 1
        try:
            with suppress(OSError):  # the other end is gone
                await super().__call__(scope, receive, send)
        finally:
            live.sockets -= 1
            self._let_go()

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Pass a message to its handler; nothing here uses the database."""
        await getattr(self, get_handler_name(message))(message)

    async def websocket_disconnect(self, message: dict[str, Any]) -> None:
        raise StopConsumer

    async def connect(self) -> None:
        headers = dict(self.scope["headers"])
        origin, host = headers.get(b"origin"), headers.get(b"host", b"")
        if not may_connect(origin and origin.decode("latin-1"), host.decode("latin-1")):
            await self.close()  # before the handshake is done: it answers 403
        elif SUBPROTOCOL not in self.scope["subprotocols"]:
            await self.accept()
            self._open(language_of(headers))
            self.outbox.close(NO_SUBPROTOCOL, f"Subprotocol not acceptable: speak {SUBPROTOCOL}")
        else:
            await self.accept(SUBPROTOCOL)
            self._open(language_of(headers))

    def _open(self, language: str) -> None:
        self.caller = SocketCaller(self.scope, language)
        self.outbox = Outbox(self.base_send, self._end_operations)
        self.tasks = [
            asyncio.create_task(self.outbox.write()),
            asyncio.create_task(self._hurry()),
        ]

    async def _hurry(self) -> None:
        """Close a socket whose client does not begin."""
        await asyncio.sleep(settings.SOCKET_INIT_SECONDS)
        if not self.is_initialised:
            self.outbox.close(TOO_LATE, "Connection initialisation timeout")

    def _let_go(self) -> None:
        self._end_operations()
        for task in self.tasks:
            task.cancel()

    def _end_operations(self) -> None:
        """Stop everything at once: a socket that is given up may take long to be gone."""
        for operation in self.operations.values():
            operation.cancel()
        self.operations.clear()

    # --- messages ---------------------------------------------------------------------------

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.outbox.is_closing:
            return
        try:
            with translation.override(self.caller.language):
                message = read_message(text_data)
            await getattr(self, f"on_{message.type}")(message)
        except Violation as violation:
            self.outbox.close(violation.code, violation.reason)

    async def on_connection_init(self, message: Message) -> None:
        """Begin: from here on the client is who its token says, or else its cookie."""
        if self.is_initialised:
            raise Violation(TOO_MANY, "Too many initialisation requests")
        self.is_initialised = True
        token = (message.payload or {}).get("sessionToken")
        if token is not None:
            await self._identify(token)
        self.is_acknowledged = True
        self.outbox.put(acknowledged())

    async def _identify(self, token: object) -> None:
        if not isinstance(token, str):
            raise Violation(BAD_MESSAGE, "Invalid payload: “sessionToken” must be a string.")
        self.caller = SocketCaller(self.scope, self.caller.language, token)
        try:
            await threads().work(self.caller.context)
        except TokenRefused:
            raise Violation(FORBIDDEN, "Forbidden") from None
        except DATABASE_AWAY:
            raise Violation(TRY_AGAIN, "Try again later") from None

    async def on_ping(self, message: Message) -> None:
        self.outbox.put(pong(message.payload))

    async def on_pong(self, message: Message) -> None:
        """Take note that the client is there: the server's own pings are WebSocket's."""

    async def on_subscribe(self, message: Message) -> None:
        if not self.is_acknowledged:
            raise Violation(UNAUTHORIZED, "Unauthorized")
        if message.id in self.operations:
            raise Violation(TAKEN, f"Subscriber for {message.id} already exists")
        with translation.override(self.caller.language):
            asked = message.asked
        if len(self.operations) >= settings.SOCKET_OPERATIONS:
            self.outbox.put(failed(message.id, [self._too_many()]))
            return
        forget = partial(self._forget, message.id)
        operation = Operation(message.id, asked, self.caller, self.outbox, forget)
        self.operations[message.id] = operation
        operation.start(await live.start())

    async def on_complete(self, message: Message) -> None:
        if operation := self.operations.pop(message.id, None):
            operation.cancel()

    def _forget(self, name: str) -> None:
        self.operations.pop(name, None)

    def _too_many(self) -> dict[str, Any]:
        with translation.override(self.caller.language):
            reason = gettext("At most %(most)d operations may run on one socket.")
        message = reason % {"most": settings.SOCKET_OPERATIONS}
        return {"message": message, "extensions": {"code": "LIMITED"}}
