"""A client that speaks graphql-transport-ws as the tests want it, right or wrong."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from .conftest import Server

HEAR = "subscription Hear($t: ID!, $a: Int) { said(thread: $t, after: $a) { cursor text } }"


class Talk:
    """One socket, and what is said over it."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    def send(self, message: Any) -> None:
        text = message if isinstance(message, str | bytes) else json.dumps(message)
        self.connection.send(text)

    def receive(self, timeout: float = 20) -> dict[str, Any]:
        return json.loads(self.connection.recv(timeout))

    def is_quiet(self, seconds: float = 0.3) -> bool:
        try:
            self.connection.recv(seconds)
        except TimeoutError:
            return True
        return False

    def begin(self, **payload: Any) -> None:
        self.send({"type": "connection_init", "payload": payload})
        assert self.receive() == {"type": "connection_ack"}

    def subscribe(self, name: str, query: str, **variables: Any) -> None:
        payload = {"query": query, "variables": variables}
        self.send({"id": name, "type": "subscribe", "payload": payload})

    def heard(self, number: int) -> list[str]:
        """Give the texts of the next events."""
        return [self.receive()["payload"]["data"]["said"]["text"] for _ in range(number)]

    def _read_out(self, timeout: float) -> None:
        while True:
            self.connection.recv(timeout)

    def closing(self, timeout: float = 20) -> tuple[int, str]:
        """Wait for the end, and give its code and reason."""
        with pytest.raises(ConnectionClosed) as closed:
            self._read_out(timeout)
        assert closed.value.rcvd is not None
        return closed.value.rcvd.code, closed.value.rcvd.reason


def eventually(holds: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@contextmanager
def talk(server: Server, *, begun: bool = True, token: str = "", **options: Any) -> Iterator[Talk]:
    """Open a socket; ``begun`` says the first words."""
    with server.connect(**options) as connection:
        talking = Talk(connection)
        if begun:
            talking.begin(**({"sessionToken": token} if token else {}))
        yield talking
