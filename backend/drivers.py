"""How statements are asked of the database: by its driver itself.

Django's cursors, one for each statement, take a twentieth of a page's time. They are used where
somebody watches what is asked, as tests do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from .statements import Reading, Row

Asked: TypeAlias = Sequence["Reading"]


def ask(asking: Asked, connection: Any) -> Iterable[list[Row]]:
    """Give the rows of each reading; PostgreSQL is told of all at once, and answers in one go."""
    is_watched = connection.queries_logged or connection.execute_wrappers
    driver = _watched if is_watched else DRIVERS[connection.vendor]
    return driver(asking, connection)


def _watched(asking: Asked, connection: Any) -> Iterable[list[Row]]:
    for each in asking:
        with connection.cursor() as cursor:
            cursor.execute(each.statement.text, each.statement.filled(each.keys, connection))
            yield cursor.fetchall()


def _opened(connection: Any) -> Any:
    """Give the driver's own connection."""
    connection.validate_thread_sharing()
    connection.close_if_health_check_failed()  # before a pipeline: it asks, and waits
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    return connection.connection


def _by_sqlite(asking: Asked, connection: Any) -> list[list[Row]]:
    own = _opened(connection)
    with connection.wrap_database_errors:
        return [
            own.execute(
                each.statement.marked, each.statement.filled(each.keys, connection)
            ).fetchall()
            for each in asking
        ]


def _by_psycopg(asking: Asked, connection: Any) -> list[list[Row]]:
    own = _opened(connection)
    # Where a column has a reader, that reads text.
    cursors = [own.cursor(binary=not each.statement.readers) for each in asking]
    with connection.wrap_database_errors:
        with own.pipeline() if len(asking) > 1 else nullcontext():
            for cursor, each in zip(cursors, asking, strict=True):
                cursor.execute(each.statement.text, each.statement.filled(each.keys, connection))
        return [cursor.fetchall() for cursor in cursors]


DRIVERS: Final[Mapping[str, Callable[[Asked, Any], Iterable[list[Row]]]]] = {
    "postgresql": _by_psycopg,
    "sqlite": _by_sqlite,
}
