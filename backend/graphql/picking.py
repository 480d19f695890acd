"""One row of many for each parent: the one that an argument names, or that of whoever asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from backend.statements import Reads

from .batched import Batched, Parents, Wanted
from .context import Context
from .nodes import NodeType, beside, node_type


class Pick(Batched):
    """Finds the row of each parent's list that an argument names: one query for all of them."""

    personal = True

    def __init__(self, kind: NodeType, related: str, column: str) -> None:
        self.kind = kind
        self.related = related
        self.column = column
        self.needs = ("id",)

    def named(self, name: str, model: Any) -> None:
        self.child = model._meta.get_field(self.related).field.attname

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Reads[Sequence[Any]]:
        keys = parents.column("id")
        model = node_type(self.kind)._meta.model
        picked = {self.column: args[self.column]}
        columns = tuple(wanted)
        found = yield from beside(
            self.child, model, context, set(keys), columns, lambda rows, _: rows.filter(**picked)
        )
        return [found.get(key) for key in keys]


class Picked(graphene.Field):
    """The one row of each parent's list that an argument, named as its column, is about.

    Of the rows that belong to one parent, no two have the same value in that column.
    """

    def __init__(
        self, kind: NodeType, related: str, column: str, argument: graphene.Argument, **options: Any
    ) -> None:
        super().__init__(
            lambda: node_type(kind),
            args={column: argument},
            resolver=Pick(kind, related, column),
            **options,
        )


class PickOwn(Batched):
    """Finds the row that whoever asks has of each parent: one query for all of them."""

    personal = True

    def __init__(self, kind: NodeType, column: str) -> None:
        self.kind = kind
        self.column = column
        self.needs = ("id",)

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Reads[Sequence[Any]]:
        keys = parents.column("id")
        model = node_type(self.kind)._meta.model
        found = yield from beside(self.column, model, context, set(keys), tuple(wanted))
        return [found.get(key) for key in keys]


class Own(graphene.Field):
    """The one row that whoever asks has of each parent, which ``column`` names.

    Its type shows people nothing but what is theirs, once for each parent.
    """

    def __init__(self, kind: NodeType, column: str, **options: Any) -> None:
        super().__init__(lambda: node_type(kind), resolver=PickOwn(kind, column), **options)
