"""Clients: what a front end does, over HTTP and WebSocket and nothing else."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import uuid4

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from .postbox import Postbox
from .servers import Server

PASSWORD = "quatre mots bien à moi"  # noqa: S105 - of people who are not
ACCOUNTS = "/_allauth/app/v1/auth"
ABORTED = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends a reset, and nothing of what waits

HEAR = """
subscription Hear($thread: ID!, $after: String) {
  threadEvents(thread: $thread, after: $after) {
    __typename
    cursor
    ... on MessagePosted { message { number body author { name } } }
    ... on MessageEdited { message { number body author { name } } }
  }
}
"""

Json = dict[str, Any]


class Client:
    """Somebody's front end; a visitor's until they sign up or in."""

    def __init__(self, server: Server, name: str = "") -> None:
        self.server = server
        self.name = name
        self.email = f"{name.split(maxsplit=1)[0].lower()}@exemple.fr" if name else ""
        self.token: str | None = None
        self.http = httpx.Client(
            base_url=server.url,
            headers={"Accept-Language": "fr"},
            timeout=20,
            trust_env=False,
            verify=server.trust,
        )

    # --- accounts ---------------------------------------------------------------------------

    def sign_up(self) -> httpx.Response:
        """Ask for an account; what answers is not signed in yet."""
        given = {"email": self.email, "password": PASSWORD, "name": self.name}
        return self._account("POST", "/signup", given)

    def verify(self, code: str) -> httpx.Response:
        """Prove the address, by the code that was mailed."""
        return self._account("POST", "/email/verify", {"key": code})

    def sign_in(self) -> httpx.Response:
        return self._account("POST", "/login", {"email": self.email, "password": PASSWORD})

    def sign_out(self) -> httpx.Response:
        return self._account("DELETE", "/session")

    def join(self, postbox: Postbox) -> Client:
        """Sign up and verify."""
        assert self.sign_up().status_code == 401
        assert self.verify(postbox.code(self.email)).status_code == 200
        return self

    def _account(self, method: str, path: str, given: Json | None = None) -> httpx.Response:
        answer = self.http.request(method, ACCOUNTS + path, json=given, headers=self._proof())
        meta = answer.json().get("meta", {})
        self.token = meta.get("session_token", self.token)
        return answer

    def _proof(self) -> dict[str, str]:
        return {"X-Session-Token": self.token} if self.token else {}

    # --- the graph --------------------------------------------------------------------------

    def post(self, query: str, /, **variables: Any) -> httpx.Response:
        """Send a document; give the answer as it came."""
        asked = {"query": query, "variables": variables}
        return self.http.post("/graphql", json=asked, headers=self._proof())

    def ask(self, query: str, /, **variables: Any) -> Json:
        """Send a document that must be answered without errors; give its data."""
        answer = self.post(query, **variables).json()
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def attempt(self, verb: str, wanted: str, **given: Any) -> Json:
        """Perform a mutation; give its whole payload."""
        return self.ask(mutation(verb, wanted), input=given)[verb]

    def do(self, verb: str, wanted: str, **given: Any) -> Json:
        """Perform a mutation that must succeed; give its noun."""
        payload = self.attempt(verb, wanted, **given)
        problems = payload.pop("errors")
        assert problems == [], problems
        (noun,) = payload.values()
        return noun

    def say(self, thread: str, body: str) -> int:
        """Post a message; give its number."""
        key = uuid4().hex
        wanted = "message { number }"
        return self.do("postMessage", wanted, thread=thread, body=body, idempotencyKey=key)[
            "number"
        ]

    def find(self, query: str, kinds: str = "[MESSAGE]") -> Json:
        """Search, and turn all the pages."""
        wanted = "totalCount nodes { kind number text html subject { __typename } }"
        document = f"""query Find($query: String!, $after: String) {{
          search(query: $query, kinds: {kinds}, first: 100, after: $after) {{
            {wanted} pageInfo {{ hasNextPage endCursor }} }} }}"""
        found = page = self.ask(document, query=query)["search"]
        while page["pageInfo"]["hasNextPage"]:
            after = page["pageInfo"]["endCursor"]
            page = self.ask(document, query=query, after=after)["search"]
            found["nodes"] += page["nodes"]
        return {"totalCount": found["totalCount"], "nodes": found["nodes"]}

    def live_cursor(self, thread: str) -> str:
        """Say where to begin to listen."""
        return self.ask("query ($id: ID!) { thread(id: $id) { liveCursor } }", id=thread)["thread"][
            "liveCursor"
        ]

    @contextmanager
    def line(self) -> Iterator[Line]:
        """Open a socket as who this is."""
        with dial(self.server) as line:
            line.begin(self.token)
            yield line


class Line:
    """A socket that speaks graphql-transport-ws, with one subscription at a time."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.cursor: str | None = None  # of the last event that was heard

    def begin(self, token: str | None) -> None:
        self.send(type="connection_init", payload={"sessionToken": token} if token else {})
        assert self.receive() == {"type": "connection_ack"}

    def listen(self, thread: str, after: str | None) -> None:
        """Subscribe to a thread."""
        self.cursor = after
        self.subscribe(HEAR, thread=thread, after=after)

    def subscribe(self, query: str, /, **variables: Any) -> None:
        self.send(id="1", type="subscribe", payload={"query": query, "variables": variables})

    def hear(self, count: int) -> list[Json]:
        """Give the next events."""
        return [self._event() for _ in range(count)]

    def refusal(self, seconds: float = 20) -> list[Json]:
        """Wait for the subscription to be refused or ended; give why."""
        frame = self.receive(seconds)
        assert (frame["type"], frame["id"]) == ("error", "1"), frame
        return frame["payload"]

    def is_quiet(self, seconds: float = 0.5) -> bool:
        """Whether nothing comes for a while."""
        try:
            self.connection.recv(seconds)
        except TimeoutError:
            return True
        return False

    def closing(self) -> int:
        """Wait until the server closes the socket; give the code."""
        with pytest.raises(ConnectionClosed) as closed:
            self.connection.recv(20)
        assert closed.value.rcvd is not None
        return closed.value.rcvd.code

    def cut(self) -> None:
        """Lose the connection without a word, as in a tunnel."""
        self.connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORTED)
        self.connection.socket.shutdown(socket.SHUT_RD)  # the client closes it now, with a reset
        with suppress(ConnectionClosed):
            while self.connection.recv(5):
                pass

    def send(self, **message: Any) -> None:
        self.connection.send(json.dumps(message))

    def receive(self, seconds: float = 20) -> Json:
        return json.loads(self.connection.recv(seconds))

    def _event(self) -> Json:
        frame = self.receive()
        assert frame["type"] == "next", frame
        assert "errors" not in frame["payload"], frame
        event = frame["payload"]["data"]["threadEvents"]
        self.cursor = event["cursor"]
        return event


@contextmanager
def dial(server: Server) -> Iterator[Line]:
    """Open a socket on which nothing was said yet."""
    with connect(
        server.url.replace("http", "ws", 1) + "/graphql",
        ssl=server.trust if server.url.startswith("https") else None,
        subprotocols=["graphql-transport-ws"],  # type: ignore[list-item]
        additional_headers={"Accept-Language": "fr"},
        proxy=None,
        close_timeout=2,
    ) as connection:
        yield Line(connection)


def mutation(verb: str, wanted: str) -> str:
    """Write the document of a mutation."""
    input_type = f"{verb[0].upper()}{verb[1:]}Input!"
    answer = f"{verb}(input: $input) {{ {wanted} errors {{ code field message }} }}"
    return f"mutation Do($input: {input_type}) {{ {answer} }}"


def bodies(events: list[Json]) -> list[str]:
    """Give what was said in events."""
    return [event["message"]["body"] for event in events]
