"""Rows that a row is linked to through a table between them: each parent's whole list at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from .batched import Batched, Parents, Wanted
from .context import Context
from .lists import parted
from .nodes import NodeType, node_type
from .paging import USUAL


class FollowLinks(Batched):
    """Follows a many-to-many relation, in the order in which the links were made: one query."""

    personal = True
    needs = ("id",)

    def __init__(self, kind: NodeType, relation: str) -> None:
        self.kind = kind
        self.relation = relation

    def named(self, name: str, model: Any) -> None:
        relation = model._meta.get_field(self.relation or name)
        self.links = relation.remote_field.through._default_manager
        self.source = f"{relation.m2m_field_name()}_id"
        self.target = relation.m2m_reverse_field_name()

    def width(self, args: Mapping[str, Any]) -> int:
        return USUAL

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Sequence[Any]:
        keys = parents.column("id")
        seen = node_type(self.kind).visible(context).order_by().values("pk")
        rows = self.links.filter(**{f"{self.source}__in": set(keys), f"{self.target}__in": seen})
        columns = (f"{self.target}__{column}" for column in wanted)
        lists = parted(rows.order_by("pk").values_list(*columns, self.source), keys)
        return [lists[key] for key in keys]


class Linked(graphene.Field):
    """Each parent's whole list of what it is linked to, as far as whoever asks may see it."""

    def __init__(self, kind: NodeType, relation: str = "", **options: Any) -> None:
        super().__init__(
            lambda: graphene.List(graphene.NonNull(node_type(kind))),
            required=True,
            resolver=FollowLinks(kind, relation),
            **options,
        )
