"""One at a time, over all processes: a lock that ends with whoever holds it."""

from __future__ import annotations

import fcntl
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection


def exclusively(name: str) -> AbstractContextManager[bool]:
    """Hold a name while inside; False when another process holds it.

    On PostgreSQL the database keeps the lock, for as long as this thread's connection lives; on
    SQLite a file does, for all processes of one machine.
    """
    return _by_database(name) if connection.vendor == "postgresql" else _by_file(name)


def take_turn(name: str) -> None:
    """Wait until nobody else's transaction has this turn; it is ours until our transaction ends.

    On SQLite one transaction writes at a time, and nobody is waited for.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(name.encode())])


@contextmanager
def _by_database(name: str) -> Iterator[bool]:
    key = zlib.crc32(name.encode())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        held = bool(cursor.fetchone()[0])
    try:
        yield held
    finally:
        if held and connection.connection and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


@contextmanager
def _by_file(name: str) -> Iterator[bool]:
    folder = Path(settings.VAR) / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
