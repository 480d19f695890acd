"""Killed by -9 amid writes, again and again: nothing that was acknowledged is lost or doubled.

Two people post and invite without pause while the server is killed and started again on the same
data. Whoever got no answer asks again under the same key, as front ends do.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
import pytest

from backend.journal.following import configured

from .clients import Client, Json, bodies
from .postbox import Postbox
from .servers import Server, eventually

ROUNDS = (6, 23, 11)  # messages that are acknowledged before each kill
AGAIN = 0.1  # seconds before somebody without an answer asks again
FOLLOWED_WITHIN = 15.0  # seconds in which all that follows a write has happened

MESSAGES = """
query ($thread: ID!, $after: String) {
  thread(id: $thread) {
    lastNumber
    messages(first: 100, after: $after) {
      totalCount nodes { number body } pageInfo { hasNextPage endCursor }
    }
  }
}
"""


@dataclass
class Writer:
    """Somebody who writes without pause, one thing after the other, each until it is acknowledged.

    Every third message comes with an invitation, so with a mail.
    """

    client: Client
    group: str
    thread: str
    word: str
    acknowledged: dict[str, int] = field(default_factory=dict)  # number by body
    invited: list[str] = field(default_factory=list)
    unanswered: int = 0

    def write(self, ending: threading.Event) -> None:
        while not ending.is_set():
            body = f"{self.word} {uuid4()}"
            answer = self._until_acknowledged(
                "postMessage", "message { number }", thread=self.thread, body=body
            )
            self.acknowledged[body] = answer["number"]
            if len(self.acknowledged) % 3 == 0:
                email = f"{uuid4().hex}@exemple.fr"
                self._until_acknowledged(
                    "inviteToGroup", "invitation { id }", group=self.group, email=email
                )
                self.invited.append(email)

    def _until_acknowledged(self, verb: str, wanted: str, **given: str) -> Json:
        key = uuid4().hex
        while True:
            try:
                return self.client.do(verb, wanted, idempotencyKey=key, **given)
            except httpx.TransportError:
                self.unanswered += 1
                time.sleep(AGAIN)


@dataclass
class Aftermath:
    """What is there after the last restart, and what was promised."""

    server: Server
    reader: Client
    thread: str
    cursor: str  # of the moment before the first write
    writers: list[Writer]

    @property
    def promised(self) -> dict[int, str]:
        """The bodies that were acknowledged, by their numbers."""
        return {
            number: body for writer in self.writers for body, number in writer.acknowledged.items()
        }


@pytest.fixture(scope="module")
def aftermath(communs: Server, postbox: Postbox) -> Aftermath:
    """Let two write through three kills, and end in peace."""
    ada, bruno = (Client(communs, name).join(postbox) for name in ("Ada Essai", "Bruno Essai"))
    group = ada.do("createGroup", "group { id }", name="Veille")["id"]
    ada.do("inviteToGroup", "invitation { id }", group=group, email=bruno.email, role="MODERATOR")
    token = postbox.invitation(bruno.email)
    bruno.do("acceptInvitation", "membership { role }", token=token)
    thread = ada.do("openThread", "thread { id liveCursor }", title="Essais", group=group)
    writers = [
        Writer(client, group, thread["id"], word)
        for client, word in ((ada, "moisson"), (bruno, "vendange"))
    ]
    with at_work(writers):
        for count in ROUNDS:
            wait_for_more(writers, count)
            communs.kill()
            communs.start()
        wait_for_more(writers, 5)
    return Aftermath(communs, ada, thread["id"], thread["liveCursor"], writers)


@contextmanager
def at_work(writers: list[Writer]) -> Iterator[None]:
    ending = threading.Event()
    threads = [threading.Thread(target=writer.write, args=[ending]) for writer in writers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ending.set()
        for thread in threads:
            thread.join()


def wait_for_more(writers: list[Writer], count: int) -> None:
    """Wait until so many more messages were acknowledged."""
    acknowledged: Callable[[], int] = lambda: sum(len(w.acknowledged) for w in writers)  # noqa: E731
    before = acknowledged()
    eventually(lambda: acknowledged() >= before + count, 30)


def test_the_kills_fell_amid_writes(aftermath: Aftermath) -> None:
    assert sum(writer.unanswered for writer in aftermath.writers) >= len(ROUNDS)
    assert len(aftermath.promised) >= sum(ROUNDS)


def test_every_acknowledged_message_is_there_once_under_its_number_without_gaps(
    aftermath: Aftermath,
) -> None:
    found: list[Json] = []
    page = {"hasNextPage": True, "endCursor": None}
    while page["hasNextPage"]:
        thread = aftermath.reader.ask(MESSAGES, thread=aftermath.thread, after=page["endCursor"])
        found += thread["thread"]["messages"]["nodes"]
        page = thread["thread"]["messages"]["pageInfo"]

    assert {each["number"]: each["body"] for each in found} == aftermath.promised
    assert [each["number"] for each in found] == list(range(1, len(found) + 1))
    assert thread["thread"]["lastNumber"] == len(found)


def test_every_message_is_found_once(aftermath: Aftermath) -> None:
    for writer in aftermath.writers:
        expected = sorted(writer.acknowledged.values())

        def found(word: str = writer.word) -> list[int]:
            return sorted(hit["number"] for hit in aftermath.reader.find(word)["nodes"])

        eventually(lambda found=found, expected=expected: found() == expected, FOLLOWED_WITHIN)


def test_every_event_is_heard_on_resuming_from_before_the_kills(aftermath: Aftermath) -> None:
    with aftermath.reader.line() as line:
        line.listen(aftermath.thread, aftermath.cursor)

        heard = line.hear(len(aftermath.promised))

        assert line.is_quiet()
    numbers = [each["message"]["number"] for each in heard]
    assert numbers == list(range(1, len(heard) + 1))
    assert dict(zip(numbers, bodies(heard), strict=True)) == aftermath.promised


def test_every_mail_is_delivered_and_known_again_when_it_comes_twice(
    aftermath: Aftermath, postbox: Postbox
) -> None:
    invited = [email for writer in aftermath.writers for email in writer.invited]
    assert len(invited) >= len(ROUNDS)

    for email in invited:
        eventually(lambda email=email: postbox.letters(email), FOLLOWED_WITHIN)
        assert len({letter["Message-ID"] for letter in postbox.letters(email)}) == 1


def test_no_follower_is_behind_or_failing(aftermath: Aftermath) -> None:
    def is_well() -> bool:
        health = aftermath.server.health().json()
        lags = [each["lag"] for each in health["followers"].values()]
        return health["status"] == "ok" and set(lags) == {0}

    eventually(is_well, FOLLOWED_WITHIN)
    names = {follower.name for follower in configured()}
    assert set(aftermath.server.health().json()["followers"]) == names
