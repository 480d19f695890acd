"""A real server on the network that is measured, asked over HTTP by several at once."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

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
from .speed import Measured

CONNECTIONS = 4
WRITTEN = 5  # messages that are looked for as soon as they are written
FOUND_WITHIN = 2.0  # seconds, the slowest of them
PATIENCE = 30.0  # seconds


def serve(measured: Measured, questions: Sequence[str], actor: Actor, url: str) -> list[str]:
    """Ask a server every question on four connections, and look for what is just written."""
    _settle()
    measured.engine.close()
    unlimited = {"PERSON_POINTS": "0", "ADDRESS_POINTS": "0"}
    server = Server(Path(settings.VAR), "serve", SEARCH_URL=url, LOG_LEVEL="ERROR", **unlimited)
    with running(server):
        clients = [_signed_in(server, actor) for _ in range(CONNECTIONS)]
        for each in questions[:: len(questions) // 20]:
            clients[0].ask(searching(), query=each)
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            shares = [questions[first::CONNECTIONS] for first in range(CONNECTIONS)]
            times = list(itertools.chain(*pool.map(_times, clients, shares)))
        waits = [_wait(clients[0], actor, number) for number in range(WRITTEN)]
    measured.tell(f"HTTP, {CONNECTIONS} connections", times, unit="wall")
    measured.tell("a message is found", [wait * 1000 for wait in waits], unit="wall")
    slowest, latest = percentile(times, 0.99), max(waits)
    missed = [f"{measured.name} finds a message after {latest:.1f} s"] * (latest > FOUND_WITHIN)
    if measured.slowest is not None and slowest > measured.slowest:
        goal = f"and not in {measured.slowest:g}"
        missed.append(f"{measured.name} answers over HTTP in {slowest:.1f} ms of 99 in 100, {goal}")
    return missed


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


def _times(client: Client, questions: Sequence[str]) -> list[float]:
    return [_time(client, each) for each in questions]


def _time(client: Client, question: str) -> float:
    began = time.perf_counter()
    client.ask(searching(), query=question)
    return (time.perf_counter() - began) * 1000


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
