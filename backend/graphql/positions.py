"""Positions: where in a plan values are completed, and as which type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from graphql import GraphQLNonNull, GraphQLResolveInfo, Undefined
from graphql.pyutils import inspect

from .places import Places
from .plan import FieldPlan, Selection

Infos: TypeAlias = "Sequence[GraphQLResolveInfo] | None"  # of plain resolvers' values alone


class Position:
    """What values are completed for: a field, and as much of its type as is left."""

    __slots__ = ("bare", "field", "infos", "kind", "nullable")

    def __init__(self, field: FieldPlan, kind: Any, infos: Infos) -> None:
        self.field = field
        self.kind = kind
        self.nullable = not isinstance(kind, GraphQLNonNull)
        self.bare = kind if self.nullable else kind.of_type
        self.infos = infos

    @property
    def no_null(self) -> TypeError:
        """What is wrong where a null stands that may not."""
        where = self.field.coordinate
        return TypeError(f"Cannot return null for non-nullable field {where}.")

    def serialized(self, value: Any) -> Any:
        """Write a leaf as it goes into the answer."""
        done = self.bare.serialize(value)
        if done is None or done is Undefined:
            raise TypeError(
                f"Expected `{inspect(self.bare)}.serialize({inspect(value)})`"
                f" to return non-nullable value, returned: {inspect(done)}"
            )
        return done

    def some(self, indexes: Sequence[int]) -> Position:
        """Give the position of some of the values."""
        if self.infos is None:
            return self
        return Position(self.field, self.kind, [self.infos[at] for at in indexes])

    def inner(self, lengths: Sequence[int]) -> Position:
        """Give the position of the items of lists."""
        infos = self.infos
        if infos is not None:
            infos = [info for info, n in zip(infos, lengths, strict=True) for _item in range(n)]
        return Position(self.field, self.bare.of_type, infos)


@dataclass(slots=True)
class Objects:
    """The objects of one position, of one type: their values, and where they stand."""

    selection: Selection
    values: Sequence[Any]
    places: Places
