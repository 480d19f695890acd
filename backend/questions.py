"""Questions that every request asks: their SQL is written once, and asked with other keys.

Django takes longer to write a query of several parts than a database to answer it. Written for a
key that nobody has, it is kept for as long as the process lives; asked, the key's place is taken by
whose it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet, UUIDField

NOBODYS = UUID("6f1e9c1e-0c0f-4b8e-9d5b-3a1f5d0c7e21")


class Question:
    """A query that hangs on one key, and on nothing else: not the time, not the language."""

    def __init__(self, query: Callable[[UUID], QuerySet[Any]]) -> None:
        self._query = query
        self._written: dict[str, tuple[str, Sequence[Any]]] = {}  # by kind of database

    def __call__(self, key: UUID) -> list[tuple[Any, ...]]:
        """Ask it of a key; gives rows as the database has them."""
        kind = connection.vendor
        if kind not in self._written:
            self._written[kind] = self._query(NOBODYS).query.sql_with_params()
        sql, values = self._written[kind]
        place, taken = _as_stored(NOBODYS), _as_stored(key)
        with connection.cursor() as cursor:
            cursor.execute(sql, [taken if value == place else value for value in values])
            return list(cursor.fetchall())


def _as_stored(key: UUID) -> Any:
    return UUIDField().get_db_prep_value(key, connection)


def keys(rows: Sequence[tuple[Any, ...]]) -> list[UUID]:
    """Read the first column as keys."""
    return [key if isinstance(key, UUID) else UUID(key) for key, *_rest in rows]
