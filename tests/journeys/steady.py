"""People who write without pause while something is done to the servers, and what they are told."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import httpx

from .clients import Client, mutation
from .servers import eventually

POST = mutation("postMessage", "message { number }")
PAUSE = 0.02


@dataclass
class Steady:
    """Several people in one thread, each posting one message after the other.

    Whoever is not told that it was posted says it again under the same key.
    """

    clients: list[Client]
    thread: str
    told: Counter[str] = field(default_factory=Counter)
    posted: dict[int, str] = field(default_factory=dict)  # bodies by number

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Let them write meanwhile, and a moment longer; each ends with an acknowledged message."""
        ending = threading.Event()
        writers = [threading.Thread(target=self._write, args=[c, ending]) for c in self.clients]
        for writer in writers:
            writer.start()
        try:
            self.wait_for_more(len(writers))
            yield
            self.wait_for_more(2 * len(writers))
        finally:
            ending.set()
            for writer in writers:
                writer.join()

    @property
    def failures(self) -> dict[str, int]:
        """What was told instead of an answer."""
        return {told: number for told, number in self.told.items() if told != "posted"}

    def wait_for_more(self, number: int) -> None:
        before = len(self.posted)
        eventually(lambda: len(self.posted) >= before + number, 60)

    def _write(self, client: Client, ending: threading.Event) -> None:
        while not ending.is_set():
            body, key = f"constance {uuid4()}", uuid4().hex
            while not self._post(client, body, key):
                time.sleep(5 * PAUSE)
            time.sleep(PAUSE)

    def _post(self, client: Client, body: str, key: str) -> bool:
        given = {"thread": self.thread, "body": body, "idempotencyKey": key}
        try:
            answer = client.post(POST, input=given)
        except httpx.TransportError as error:
            self.told[repr(error)] += 1
            return False
        told = answer.json()
        done = (told.get("data") or {}).get("postMessage") or {}
        if message := done.get("message"):
            self.told["posted"] += 1
            self.posted[message["number"]] = body
            return True
        problems = done.get("errors") or [error["extensions"] for error in told["errors"]]
        self.told[f"{answer.status_code} {problems[0]['code']}"] += 1
        return False
