"""Fields that are resolved once for all their parents.

Rows are plain tuples, as `values_list` gives them; an index says which column stands where. The
breadth-first executor hands a field all its parents; graphql-core, whose answers ours are compared
with, hands it one at a time, wrapped as a `Record`. Either way it is the same `batch`.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple, TypeAlias

from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_composite_type,
)

from backend.statements import Reads, done

from .context import Context

Columns: TypeAlias = tuple[str, ...]
Wanted: TypeAlias = "Columns | Mapping[str, Columns]"  # by type name, where the type is abstract
Index: TypeAlias = Mapping[str, int]
Values: TypeAlias = "Sequence[Any] | Reads[Sequence[Any]]"


@dataclass(frozen=True, slots=True)
class Parents:
    """The values that a field is resolved for, and where their columns stand."""

    values: Sequence[Any]
    index: Index

    def column(self, name: str) -> list[Any]:
        """Give one column of all rows."""
        at = self.index[name]
        return [value[at] for value in self.values]


class Typed(NamedTuple):
    """A row of one of the types that an interface or a union stands for."""

    type_name: str
    row: Any


class Batched:
    """The resolver of a field for all its parents at once.

    ``needs`` names the columns that it reads from its parents; ``shares`` says that what it
    gives are rows with the columns of its parents (an edge of a connection, say); ``repeats``,
    that it may give the very same row to many parents; ``personal``, that two who see the same
    parents may be answered differently; ``cost``, how many values it may give per parent.
    """

    needs: Columns = ()
    shares: ClassVar[bool] = False
    repeats: ClassVar[bool] = False
    personal: bool = False
    base: int = 0  # what it costs besides what it loads, in objects

    def named(self, name: str, model: Any) -> None:
        """Learn under which name, and on which model's type, the field was declared."""

    def width(self, args: Mapping[str, Any]) -> int:
        """Say how many values one parent may get: the price of what is asked below."""
        return 1

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Values:
        """Give one value per parent, in order; an exception in its place is that one's error.

        A generator gives them in the end, and yields before what it reads from the database: so
        all that the fields of one position read is read at once.

        A value is a leaf; or a row with the ``wanted`` columns; or, for an abstract type, a
        `Typed` row; or a list of these; or None.
        """
        raise NotImplementedError

    def __call__(self, root: Any, info: GraphQLResolveInfo, **args: Any) -> Any:
        """Resolve for one parent, as graphql-core asks."""
        known = isinstance(root, Record)
        parents = Parents([root.row], root.index) if known else Parents([root], {})
        named = get_named_type(info.return_type)
        if not is_composite_type(named):
            (value,) = settled(self.batch(parents, args, info.context, ()))
            return _value(value)
        wanted = () if self.shares else every_column(info.schema, named.name)
        (value,) = settled(self.batch(parents, args, info.context, wanted))
        indexes = {named.name: parents.index} if self.shares else _indexes(named.name, wanted)
        return _recorded(_value(value), named.name, indexes)


def settled(values: Values) -> Sequence[Any]:
    """Give the values of a batch, and read what they need."""
    return done(values) if isinstance(values, Generator) else values


@dataclass(frozen=True)
class Record:
    """A row on its way through graphql-core: it knows its type and its columns."""

    row: Any
    index: Index
    type_name: str

    def __getattr__(self, name: str) -> Any:
        try:
            return self.row[self.index[name]]
        except KeyError:
            raise AttributeError(name) from None


def row_of(value: Any, columns: Columns) -> tuple[Any, ...]:
    """Make a row of what a plain resolver gave: a record, or anything with these attributes."""
    return tuple(getattr(value, name) for name in columns)


def index_of(columns: Columns) -> Index:
    """Say where each column stands."""
    return {name: at for at, name in enumerate(columns)}


@lru_cache(maxsize=1024)
def every_column(schema: GraphQLSchema, type_name: str) -> Wanted:
    """Name all columns that a type's fields could need."""
    kind = schema.type_map[type_name]
    if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
        return {t.name: columns_of(schema, t) for t in schema.get_possible_types(kind)}
    return columns_of(schema, kind) if isinstance(kind, GraphQLObjectType) else ()


def columns_of(schema: GraphQLSchema, kind: GraphQLObjectType) -> Columns:
    """Name all columns that the fields of an object type could need."""
    found: dict[str, None] = {}
    for field in kind.fields.values():
        if not isinstance(field.resolve, Batched):
            continue
        found |= dict.fromkeys(field.resolve.needs)
        if field.resolve.shares:
            shared = every_column(schema, get_named_type(field.type).name)
            found |= dict.fromkeys(shared)
    return tuple(found)


def _indexes(type_name: str, wanted: Wanted) -> dict[str, Index]:
    if isinstance(wanted, Mapping):
        return {name: index_of(columns) for name, columns in wanted.items()}
    return {type_name: index_of(wanted)}


def _recorded(value: Any, type_name: str, indexes: Mapping[str, Index]) -> Any:
    if value is None or isinstance(value, Exception):
        return value
    if isinstance(value, list):
        return [_recorded(item, type_name, indexes) for item in value]
    if isinstance(value, Typed):
        return Record(value.row, indexes[value.type_name], value.type_name)
    return Record(value, indexes[type_name], type_name)


def _value(value: Any) -> Any:
    if isinstance(value, Exception):
        raise value
    return value
