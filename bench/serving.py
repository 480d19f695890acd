"""Real servers on the network that is measured, asked over HTTP by several at once.

One process, as a small network has it; then one for each processor, each kept to its own, as
`deploy/` starts them. All connections ask again as soon as they are answered.
"""

from __future__ import annotations

import itertools
import os
import re
import selectors
import socket
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import orjson
from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils import timezone

from backend import journal
from backend.graphql.ids import to_global_id
from backend.journal.following import configured
from backend.journal.models import Cursor
from backend.rules import Actor
from communs.groups.models import Group
from communs.people.models import Person
from communs.threads.models import Thread
from tests.journeys.clients import PASSWORD, Client
from tests.journeys.servers import Server, running

from .printing import percentile
from .questions import searching
from .speed import ROUNDS, Measured

CONNECTIONS = 4
WARMING = 20  # questions that are asked before
WRITTEN = 5  # messages that are looked for as soon as they are written
FOUND_WITHIN = 2.0  # seconds, the slowest of them
PATIENCE = 30.0  # seconds
HEAD = (
    "POST /graphql HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Session-Token: {token}\r\n"
    "Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
)
LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


class Asker:
    """A connection that stays open, on which one question is asked after the other."""

    def __init__(self, server: Server, token: str) -> None:
        self.connection = socket.create_connection(("127.0.0.1", server.port), PATIENCE)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = HEAD.format(port=server.port, token=token, length="{}")
        self._began = 0.0
        self._said = b""

    def ask(self, question: str) -> None:
        """Ask, and wait for nothing."""
        asked = orjson.dumps({"query": searching(), "variables": {"query": question}})
        request = self._head.format(len(asked)).encode() + asked
        self._said = b""
        self._began = time.perf_counter()
        self.connection.sendall(request)

    def hear(self) -> float | None:
        """Take what has come; gives the milliseconds since it was asked, once all has."""
        more = self.connection.recv(1 << 20)
        assert more, "The server hung up."  # noqa: S101 - else nothing was measured
        self._said += more
        head, end, body = self._said.partition(b"\r\n\r\n")
        if not end or len(body) < int(LENGTH.findall(head)[0]):
            return None
        took = time.perf_counter() - self._began
        assert body.startswith(b'{"data"'), body  # noqa: S101 - as above
        assert b'"errors"' not in body, body  # noqa: S101 - as above
        return took * 1000


def ask_all(askers: Sequence[Asker], shares: Sequence[Sequence[str]]) -> list[float]:
    """Let each ask its share, the next question as soon as one is answered; gives milliseconds.

    All of it happens in one thread, which takes no more time than it must: those who ask share
    the processors with the servers, and several threads would wait for one another.
    """
    times: list[float] = []
    with selectors.DefaultSelector() as waiting:
        for asker, share in zip(askers, shares, strict=True):
            left = iter(share)
            asker.ask(next(left))
            waiting.register(asker.connection, selectors.EVENT_READ, (asker, left))
        while waiting.get_map():
            answering = waiting.select(PATIENCE)
            assert answering, "Nobody answers."  # noqa: S101 - as above
            for key, _events in answering:
                asker, left = key.data
                if (took := asker.hear()) is None:
                    continue
                times.append(took)
                if (question := next(left, None)) is not None:
                    asker.ask(question)
                else:
                    waiting.unregister(key.fileobj)
    return times


def serve(measured: Measured, questions: Sequence[str], actor: Actor, url: str) -> list[str]:
    """Ask servers every question on four connections, and look for what is just written."""
    _settle()
    measured.engine.close()
    processors = len(os.sched_getaffinity(0))
    missed = _found(measured, actor, url)
    for number in dict.fromkeys((1, processors)):
        with ExitStack() as running_now:
            servers = [
                running_now.enter_context(running(_server(url, each if number > 1 else None)))
                for each in range(number)
            ]
            first, again = _asked(servers, questions, actor)
        on = f"HTTP, {CONNECTIONS} connections, {number} process{'es' * (number > 1)}"
        measured.tell(f"{on}, first time", first, unit="wall")
        measured.tell(on, again, unit="wall")
    slowest = percentile(again, 0.99)
    if measured.slowest is not None and slowest > measured.slowest:
        goal = f"and not in {measured.slowest:g}"
        missed.append(f"{measured.name} answers over HTTP in {slowest:.1f} ms of 99 in 100, {goal}")
    return missed


def _server(url: str, processor: int | None) -> Server:
    kept = [] if processor is None else ["--processor", str(processor)]
    unlimited = {"PERSON_POINTS": "0", "ADDRESS_POINTS": "0"}
    settled = {"SEARCH_URL": url, "LOG_LEVEL": "ERROR", **unlimited}
    return Server(Path(settings.VAR), "serve", *kept, **settled)


def _asked(
    servers: Sequence[Server], questions: Sequence[str], actor: Actor
) -> tuple[list[float], list[float]]:
    """Ask all questions in several rounds; give the times of the first round, and of the others."""
    token = _signed_in(servers[0], actor).token or ""
    askers = [Asker(servers[each % len(servers)], token) for each in range(CONNECTIONS)]
    shares = [questions[first::CONNECTIONS] for first in range(CONNECTIONS)]
    other = [" ".join(reversed(each.split())) for each in questions[: CONNECTIONS * WARMING]]
    ask_all(askers, [other[first::CONNECTIONS] for first in range(CONNECTIONS)])
    rounds = [ask_all(askers, shares) for _round in range(ROUNDS + 1)]
    return rounds[0], list(itertools.chain(*rounds[1:]))


def _found(measured: Measured, actor: Actor, url: str) -> list[str]:
    """Look for what is just written."""
    with running(_server(url, None)) as server:
        client = _signed_in(server, actor)
        waits = [_wait(client, actor, number) for number in range(WRITTEN)]
    measured.tell("a message is found", [wait * 1000 for wait in waits], unit="wall")
    latest = max(waits)
    return [f"{measured.name} finds a message after {latest:.1f} s"] * (latest > FOUND_WITHIN)


def _settle() -> None:
    """Let the followers begin at the journal's end: a crowd's letters are not to be measured."""
    for follower in configured():
        Cursor.objects.update_or_create(
            name=follower.name,
            defaults={"position": journal.head(), "moved_at": timezone.now()},
        )


def _signed_in(server: Server, actor: Actor) -> Client:
    person = Person.objects.get(pk=actor.person)
    if not person.has_usable_password():
        person.set_password(PASSWORD)
        person.save()
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    client = Client(server)
    client.email = person.email
    answer = client.sign_in()
    assert answer.status_code == 200, answer.text  # noqa: S101 - else nobody asks
    return client


def _wait(client: Client, actor: Actor, number: int) -> float:
    """Write a message, and give the seconds after which it is found."""
    mine = Group.objects.filter(pk__in=actor.roles)
    thread = Thread.objects.open().filter(group__in=mine).order_by("pk")[0]
    word = f"zythum{'abcdefghij'[number] * 3}"
    began = time.perf_counter()
    client.say(to_global_id("Thread", thread.pk), f"Un mot que personne n’a écrit : {word}")
    while not client.ask(searching(), query=word)["search"]["totalCount"]:
        assert time.perf_counter() - began < PATIENCE, word  # noqa: S101 - it would never end
        time.sleep(0.02)
    return time.perf_counter() - began
