"""Positions: where in a plan values are completed, and as which type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from graphql import GraphQLNonNull, GraphQLResolveInfo

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
