"""The one row that stands beside another: found from its other end, one query for all parents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import graphene

from .batched import Batched, Parents, Wanted
from .context import Context
from .nodes import NodeType, beside, node_type

Narrow = Callable[[Any, Context], Any]  # queryset, context → queryset


class FollowBack(Batched):
    """Finds the row of another type whose key names the parent."""

    personal = True

    def __init__(self, kind: NodeType, related: str, narrow: Narrow | None) -> None:
        self.kind = kind
        self.related = related
        self.narrow = narrow
        self.needs = ("id",)

    def named(self, name: str, model: Any) -> None:
        self.child = model._meta.get_field(self.related).field.attname

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Sequence[Any]:
        keys = parents.column("id")
        model = node_type(self.kind)._meta.model
        found = beside(self.child, model, context, set(keys), tuple(wanted), self.narrow)
        return [found.get(key) for key in keys]


class Counterpart(graphene.Field):
    """The row beside this one; null where there is none, or none that you may see.

    ``narrow`` leaves of several rows the one that is meant: mine, say.
    """

    def __init__(
        self, kind: NodeType, related: str, *, narrow: Narrow | None = None, **options: Any
    ) -> None:
        resolver = FollowBack(kind, related, narrow)
        super().__init__(lambda: node_type(kind), resolver=resolver, **options)
