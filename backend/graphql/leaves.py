"""Leaves: a column of values that is serialized at once, where their type allows it.

`serialize` is called for each value, and first looks at what it was given. Here a whole column is
looked at once; whatever is not told here is for `serialize`, and so is what has to be refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

import graphene
from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLError,
    GraphQLID,
    GraphQLInt,
    GraphQLString,
    GraphQLType,
)
from graphql.type.scalars import GRAPHQL_MAX_INT, GRAPHQL_MIN_INT

Values: TypeAlias = Sequence[Any]
Column: TypeAlias = Callable[[Values], "list[Any] | None"]  # None: each has to be serialized

NOTHING: Mapping[type, Column] = {}


def _as_they_are(values: Values) -> list[Any]:
    return values if isinstance(values, list) else list(values)


def _integers(values: Values) -> list[Any] | None:
    is_small = min(values) >= GRAPHQL_MIN_INT and max(values) <= GRAPHQL_MAX_INT
    return _as_they_are(values) if is_small else None


def _moments(values: Values) -> list[Any]:
    return list(map(datetime.isoformat, values))


# By a scalar's `serialize`, and by the one type that all the values of a column are of.
AT_ONCE: Mapping[Any, Mapping[type, Column]] = {
    GraphQLString.serialize: {str: _as_they_are},
    GraphQLID.serialize: {str: _as_they_are},
    GraphQLBoolean.serialize: {bool: _as_they_are},
    GraphQLInt.serialize: {int: _integers},
    graphene.String.serialize: {str: _as_they_are},
    graphene.ID.serialize: {str: _as_they_are},
    graphene.Boolean.serialize: {bool: _as_they_are},
    graphene.Int.serialize: {int: _integers},
    graphene.DateTime.serialize: {datetime: _moments},
}


def whole_columns(kind: GraphQLType) -> Mapping[type, Column]:
    """Say of a type what it does with a whole column of values of one Python type."""
    if isinstance(kind, GraphQLEnumType):
        return {str: _names(kind)}
    return AT_ONCE.get(getattr(kind, "serialize", None), NOTHING)


def _names(kind: GraphQLEnumType) -> Column:
    """Serialize each of the few values of an enum once."""

    def names(values: Values) -> list[Any] | None:
        try:
            known = {value: kind.serialize(value) for value in set(values)}
        except GraphQLError:
            return None
        return [known[value] for value in values]

    return names
