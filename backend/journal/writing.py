"""Writing the journal: facts collect during an action and are written last, just before commit.

On PostgreSQL an advisory lock is held from the writing to the commit, so that ids follow the
order of commits and nobody who reads up to an id misses one below it. On SQLite one writer at a
time enters, in turn, instead of racing for the file's lock.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from django.apps import apps
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from backend.rules import NOBODY, Actor, Unavailable

from .facts import Fact

ORDER_LOCK = 0x436F6D6D756E73  # "Communs": the advisory lock that keeps ids in commit order
DATABASE_AWAY = (OperationalError, InterfaceError)
PATIENCE = 15.0  # seconds that a writer waits for its turn on SQLite

_turn = threading.RLock()
_listeners: list[Callable[[], None]] = []


class _Pending(threading.local):
    """The facts of the transaction that this thread is in, and what is to be done if it fails."""

    facts: list[Fact] | None = None
    undoing: list[Callable[[], None]]


_pending = _Pending()


def record(fact: Fact) -> None:
    """Note what happened; it is written with the change itself, or not at all."""
    if _pending.facts is None:
        raise RuntimeError("A fact is recorded inside journal.atomic().")
    _pending.facts.append(fact)


def if_undone(act: Callable[[], None]) -> None:
    """Do something if the change under way does not come about: what no database takes back."""
    if _pending.facts is None:
        raise RuntimeError("Only what is done inside journal.atomic() can be undone.")
    _pending.undoing.append(act)


@contextmanager
def atomic(by: Actor = NOBODY) -> Iterator[list[Fact]]:
    """Make a change and its facts one: both are there after it, or neither.

    Gives the list that the facts collect in.
    """
    if _pending.facts is not None:
        with _inner(_pending.facts):
            yield _pending.facts
        return
    with _own_turn():
        facts: list[Fact] = []
        _pending.facts, _pending.undoing = facts, []
        try:
            with transaction.atomic():
                yield facts
                _write(facts, by)
        except BaseException as error:
            # A database that is away may have made the change, and not have said so.
            if not isinstance(error, DATABASE_AWAY):
                _undo_since(0)
            raise
        finally:
            _pending.facts = None


def head() -> int:
    """Give the position of the newest entry: 0 when nothing ever happened."""
    return _entries().aggregate(head=Max("id"))["head"] or 0


def on_written(listener: Callable[[], None]) -> Callable[[], None]:
    """Call ``listener``, in whichever thread commits, after facts were committed here.

    It is a hint that may be lost with the process, and must not fail or take time. Gives back
    what ends it.
    """
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


@contextmanager
def _inner(facts: list[Fact]) -> Iterator[None]:
    """A part of a larger change; what is undone in it has not happened."""
    so_far, to_undo = len(facts), len(_pending.undoing)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        del facts[so_far:]
        _undo_since(to_undo)
        raise


def _undo_since(place: int) -> None:
    undoing = _pending.undoing[place:]
    del _pending.undoing[place:]
    for act in reversed(undoing):
        act()


@contextmanager
def _one_by_one() -> Iterator[None]:
    if not _turn.acquire(timeout=PATIENCE):
        raise Unavailable(_("Too many are writing at this moment. Try again in a few seconds."))
    try:
        yield
    finally:
        _turn.release()


def _own_turn() -> AbstractContextManager[None]:
    return _one_by_one() if connection.vendor == "sqlite" else nullcontext()


def _write(facts: list[Fact], by: Actor) -> None:
    if not facts:
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ORDER_LOCK])
    entries = _entries()
    entries.bulk_create(
        entries.model(kind=fact.kind(), topic=fact.subject, actor=by.person, data=fact.as_data())
        for fact in facts
    )
    transaction.on_commit(_announce)


def _entries() -> Any:
    # By name: the models of an app cannot be imported while its package still is.
    return apps.get_model("journal", "Entry")._default_manager


def _announce() -> None:
    for listener in _listeners.copy():
        listener()
