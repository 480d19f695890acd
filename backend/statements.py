"""Statements that are asked again and again: written once, asked with other keys each time.

Django takes longer to write a statement than a database takes to answer one. So the text is kept
with its values, and with the places where the keys go that change from one question to the next.
What is kept says *how* to ask; the answer is the database's own, each time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet

SIZES = (1, 5, 20, 100)  # keys that one statement asks for: few texts serve any number
STAND_INS = [UUID(int=(0xC0FFEE << 104) + at) for at in range(max(SIZES))]


@dataclass(frozen=True)
class Statement:
    """The text of a statement, and its values: those that stay, and the places of keys."""

    text: str
    values: tuple[Any, ...]
    places: tuple[tuple[int, int], ...] = ()  # of a value, and of the key that goes there

    def ask(self, keys: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Give the rows as the database gives them."""
        values = list(self.values)
        for place, key in self.places:
            values[place] = keys[key]
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(self.text, values)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def written(rows: QuerySet[Any, Any]) -> Statement | None:
    """Write the statement of a queryset; None where no row could ever answer it."""
    try:
        text, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return None
    return Statement(text, tuple(values))


def written_for_keys(
    rows: Callable[[Collection[UUID]], QuerySet[Any, Any]], size: int
) -> Statement | None:
    """Write the statement of a queryset that is about so many keys."""
    statement = written(rows(STAND_INS[:size]))
    if statement is None:
        return None
    stand_ins = adapted(rows([]).model, STAND_INS[:size])
    known = {each: at for at, each in enumerate(stand_ins)}
    places = tuple(
        (place, known[value])
        for place, value in enumerate(statement.values)
        if isinstance(value, str | UUID) and value in known
    )
    return Statement(statement.text, statement.values, places)


def adapted(model: type[Model], keys: Iterable[Any]) -> list[Any]:
    """Give keys as the database holds them."""
    prepare, database = model._meta.pk.get_db_prep_value, connections[DEFAULT_DB_ALIAS]
    return [prepare(key, database) for key in keys]


def sized(keys: Collection[UUID]) -> Iterator[tuple[int, list[UUID]]]:
    """Cut keys into portions, each filled up to a size by repeating its last."""
    left = iter(keys)
    while some := list(islice(left, max(SIZES))):
        size = next(size for size in SIZES if size >= len(some))
        yield size, some + some[-1:] * (size - len(some))
