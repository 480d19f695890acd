"""Statements: what is read again and again, compiled once and then only executed.

Making a queryset and compiling it takes several times as long as the database takes to answer it.
So the text of a statement is kept, under all that it was made from: the declaration that reads,
the columns, the arguments, and the actor, for whom `visible_to` decides what there is. Only the
keys of the parents change from one execution to the next; `among` leaves room for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Generator, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeAlias, TypeVar

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Choices, F, Field, Lookup, QuerySet, UUIDField
from django.db.models.constants import LOOKUP_SEP

from backend.kept import Kept
from backend.written import quick_reader

from .drivers import ask

MOST_KEPT = 32_000_000  # bytes of statements, each with its key
WEIGHT = 4_000  # bytes of a statement besides its text
KEYS: Final = object()  # among a statement's parameters: in its place go the keys
KEY: Final = object()  # likewise, the only one

MARK: Final = re.compile(r"(?<!%)%s")  # of a parameter, as Django writes it
PLAIN: Final = re.compile(r"[a-z0-9_-]+", re.ASCII)  # what needs no quoting

T = TypeVar("T")
Row: TypeAlias = tuple[Any, ...]
Column: TypeAlias = "str | Field[Any, Any]"  # by its name, or as whatever field has such values
Reader: TypeAlias = tuple[int, Callable[[Any], Any]]  # of one column


class Exactly(Lookup):
    """Whether a column is the one key that a statement is executed with."""

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = %s", (*params, KEY)


class Among(Lookup):
    """Whether a column is one of the keys that a statement is executed with."""

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        keys = "(SELECT value FROM json_each(%s))"
        return f"{column} IN {keys}", (*params, KEYS)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*params, KEYS)


def among(column: str, *, only: bool = False) -> Among | Exactly:
    """Make the condition that a column is one of the keys, which are told when it is executed.

    With ``only`` there is one key, so that an index may give the rows in its order.
    """
    return Exactly(F(column), KEY) if only else Among(F(column), KEYS)


@dataclass(frozen=True)
class Statement:
    """One SELECT of rows, and how what it gives is read."""

    using: str
    text: str | None  # None: whatever it is asked, it gives nothing
    params: Sequence[Any]
    readers: Sequence[Reader]
    key: Field[Any, Any] | None  # what the keys are values of

    @classmethod
    def of(cls, rows: QuerySet[Any], column: Column | None = None) -> Statement:
        """Compile a queryset of tuples, which asks for those with a column among the keys."""
        key = _target(rows, column) if column else None
        compiler = rows.query.get_compiler(rows.db)
        try:
            text, params = compiler.as_sql()
        except EmptyResultSet:
            return cls(rows.db, None, (), (), key)
        selected = [each[0] for each in compiler.select[: compiler.col_count]]
        connection = connections[rows.db]
        readers = [
            (at, _reader(converters, expression, connection))
            for at, (converters, expression) in compiler.get_converters(selected).items()
        ]
        return cls(rows.db, *_with_choices(text, params), readers, key)

    @cached_property
    def weight(self) -> int:
        return WEIGHT + 2 * len(self.text or "")

    @cached_property
    def marked(self) -> str:
        """The text with the marks that SQLite knows."""
        return MARK.sub("?", self.text or "").replace("%%", "%")

    def asks(self, keys: Collection[Any]) -> bool:
        """Whether the database has to be asked at all."""
        return self.text is not None and (self.key is None or bool(keys))

    def filled(self, keys: Collection[Any], connection: Any) -> Sequence[Any]:
        """Give the parameters that ask for these keys."""
        if self.key is None:
            return self.params
        is_postgresql = connection.vendor == "postgresql"
        if isinstance(self.key, UUIDField):
            written: list[Any] = [f"{key.int:032x}" for key in keys]
            if is_postgresql:
                return self._filled(next(iter(keys)), array(written))
        else:
            written = [self.key.get_db_prep_value(key, connection) for key in keys]
        every: Any = written
        if not is_postgresql:
            every = orjson.dumps(written).decode()
        elif isinstance(written[0], str):
            every = array(map(quoted, written))
        return self._filled(written[0], every)

    def read(self, rows: list[Row]) -> list[Row]:
        """Make of rows as they come what their columns hold."""
        return _read(rows, self.readers) if rows and self.readers else rows

    def _filled(self, one: Any, every: Any) -> list[Any]:
        filled = {id(KEYS): every, id(KEY): one}
        return [filled.get(id(param), param) for param in self.params]


_kept: Kept[Statement] = Kept(MOST_KEPT)


@dataclass(frozen=True)
class Reading:
    """Rows that are wanted: of a statement, for some keys."""

    statement: Statement
    keys: Collection[Any] = ()

    @property
    def asks(self) -> bool:
        """Whether the database has to be asked at all."""
        return self.statement.asks(self.keys)


def reading(
    name: Hashable | None,
    make: Callable[[], QuerySet[Any]],
    *,
    column: Column | None = None,
    keys: Collection[Any] = (),
) -> Reading:
    """Want the rows of a queryset of tuples that is made the first time only.

    ``name`` holds all that it is made from, or is None where that is not to be kept: where it
    depends on the time, say. With a ``column``, the queryset has the condition `among` of it.
    """
    if column and not keys:
        return NO_ROWS
    try:
        hash(name)
    except TypeError:  # an argument that is a list
        name = None
    if name is None:
        return Reading(Statement.of(make(), column), keys)
    return Reading(_kept.get(name, lambda: Statement.of(make(), column)), keys)


NO_ROWS: Final = Reading(Statement(DEFAULT_DB_ALIAS, None, (), (), None))


def rows_of(
    name: Hashable | None,
    make: Callable[[], QuerySet[Any]],
    *,
    column: Column | None = None,
    keys: Collection[Any] = (),
) -> list[Row]:
    """Read the rows that `reading` wants."""
    (rows,) = read([reading(name, make, column=column, keys=keys)])
    return rows


def read(readings: Sequence[Reading]) -> list[list[Row]]:
    """Read all that is wanted: PostgreSQL is told of it at once, and answers in one go."""
    asking = [each for each in readings if each.asks]
    if not asking:
        return [[] for _reading in readings]
    connection = connections[asking[0].statement.using]
    found = iter(ask(asking, connection))
    return [each.statement.read(next(found)) if each.asks else [] for each in readings]


Reads: TypeAlias = Generator[Reading, list[Row], T]
"""What yields the readings that it needs, is sent their rows, and comes to something."""


def done(reads: Reads[T]) -> T:
    """Read what something needs, one after the other; gives what it comes to."""
    try:
        wanted = next(reads)
        while True:
            wanted = reads.send(read([wanted])[0])
    except StopIteration as end:
        value: T = end.value
        return value


def array(written: Iterable[str]) -> str:
    """Write an array as PostgreSQL reads it: psycopg would dump what is in it one by one."""
    return f"{{{','.join(written)}}}"


def quoted(text: str) -> str:
    """Write a text as it stands in an array."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _with_choices(text: str, params: Sequence[Any]) -> tuple[str, Sequence[Any]]:
    """Write those parameters that are one of few choices into the text itself.

    PostgreSQL then plans for a draft, say, and keeps the plan; else it might find that a plan for
    any status would be dear, and plan anew each time.
    """
    left: list[Any] = []
    given = iter(params)

    def write(found: re.Match[str]) -> str:
        if found[0] != "%s":
            return found[0]
        param = next(given)
        if isinstance(param, Choices) and PLAIN.fullmatch(str(param)):
            return f"'{param}'"
        left.append(param)
        return "%s"

    return re.sub("%.", write, text), left


def _target(rows: QuerySet[Any], column: Column) -> Field[Any, Any]:
    """Find what the values of a column are: annotated, or read from a model."""
    if not isinstance(column, str):
        return column
    if annotated := rows.query.annotations.get(column):
        field: Any = annotated.output_field
    else:
        (field,) = rows.query.names_to_path(column.split(LOOKUP_SEP), rows.model._meta)[2]
    return getattr(field, "target_field", field)  # type: ignore[no-any-return]


def _reader(converters: Any, expression: Any, connection: Any) -> Callable[[Any], Any]:
    if connection.vendor == "sqlite" and (quick := quick_reader(converters, connection)):
        return quick

    def read(value: Any) -> Any:
        for convert in converters:
            value = convert(value, expression, connection)
        return value

    return read


def _read(rows: list[Row], readers: Sequence[Reader]) -> list[Row]:
    columns = list(zip(*rows, strict=True))
    for at, read in readers:
        columns[at] = tuple(map(read, columns[at]))
    return list(zip(*columns, strict=True))
