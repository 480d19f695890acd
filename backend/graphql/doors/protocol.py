"""graphql-transport-ws: the messages of a socket, read strictly and written ready to send.

The protocol is that of https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from .answers import Told, dumps
from .asking import Asked, Malformed, asked_in, read_json

SUBPROTOCOL = "graphql-transport-ws"
LONGEST_ID = 200  # characters
LONGEST_REASON = 120  # bytes: a close frame takes 123

TOO_BIG = 1009
TRY_AGAIN = 1013
BAD_MESSAGE = 4400
UNAUTHORIZED = 4401
FORBIDDEN = 4403
NO_SUBPROTOCOL = 4406
TOO_LATE = 4408
TAKEN = 4409
TOO_MANY = 4429

WITH_ID = ("subscribe", "complete")
WITH_OBJECT = ("connection_init", "ping", "pong")


class Violation(Exception):
    """A message that ends the socket, with the code and the reason of its closing."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason.encode()[:LONGEST_REASON].decode(errors="ignore")


@dataclass(frozen=True)
class Message:
    """One message of a client."""

    type: str
    id: str
    payload: Any

    @property
    def asked(self) -> Asked:
        """The operation that a `subscribe` asks for."""
        try:
            return asked_in(self.payload)
        except Malformed as malformed:
            raise Violation(BAD_MESSAGE, f"Invalid payload: {malformed.reason}") from None


def read_message(text: str | None) -> Message:
    """Read a message; raises `Violation` for what is none."""
    if text is None:
        raise Violation(BAD_MESSAGE, "Invalid message: a text frame was expected.")
    given = _read_object(text)
    kind, name, payload = given.get("type"), given.get("id"), given.get("payload")
    if kind not in (*WITH_ID, *WITH_OBJECT):
        raise Violation(BAD_MESSAGE, f"Unexpected message of type {kind}.")
    if kind in WITH_ID and not _is_id(name):
        raise Violation(BAD_MESSAGE, f"Invalid message: “{kind}” needs a non-empty string as id.")
    if kind in WITH_OBJECT and not isinstance(payload, dict | None):
        raise Violation(BAD_MESSAGE, f"Invalid message: the payload of “{kind}” is an object.")
    return Message(kind, str(name), payload)


def acknowledged() -> str:
    """Say that operations may be asked for."""
    return '{"type":"connection_ack"}'


def pong(payload: Any) -> str:
    """Answer a ping with what it carried."""
    return _text({"type": "pong"} if payload is None else {"type": "pong", "payload": payload})


def following(name: str, payload: str) -> str:
    """Give one result of an operation, worded already: the payload may be many sockets'."""
    return f'{{"id":{_text(name)},"type":"next","payload":{payload}}}'


def failed(name: str, errors: list[Told]) -> str:
    """Say why an operation ends, or never began; nothing follows."""
    return _text({"id": name, "type": "error", "payload": errors})


def completed(name: str) -> str:
    """Say that all was said."""
    return _text({"id": name, "type": "complete"})


def _read_object(text: str) -> dict[str, Any]:
    if len(text) > settings.SOCKET_MESSAGE_LIMIT:
        raise Violation(TOO_BIG, "Message too big")
    try:
        given = read_json(text)
    except Malformed as malformed:
        raise Violation(BAD_MESSAGE, f"Invalid message: {malformed.reason}") from None
    if not isinstance(given, dict):
        raise Violation(BAD_MESSAGE, "Invalid message: a JSON object was expected.")
    return given


def _is_id(name: object) -> bool:
    return isinstance(name, str) and 0 < len(name) <= LONGEST_ID


def _text(message: Any) -> str:
    return dumps(message).decode()
