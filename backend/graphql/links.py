"""Relations over a table of links: each parent's whole list of what it is linked to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import graphene

from backend.statements import Reads, among, reading

from .batched import Batched, Columns, Parents, Wanted
from .context import Context
from .lists import parted
from .nodes import NodeType, node_type
from .paging import USUAL


class LinkedList(Batched):
    """Gives each parent all that it is linked to: one query for all of them, links and rows."""

    personal = True

    def __init__(
        self,
        kind: NodeType,
        related: str | tuple[str, str],
        order: Sequence[str],
        *,
        only: Mapping[str, Any],
        shown: Callable[[Context], bool],
    ) -> None:
        self.kind = kind
        self.related = related
        self.order = order
        self.only = only  # of the links, those that have these values
        self.shown = shown
        self.needs = ("id",)

    def named(self, name: str, model: Any) -> None:
        if isinstance(self.related, tuple):
            links, self.there = self.related
            relation = model._meta.get_field(links)
            self.links = relation.related_model._default_manager
            self.here = relation.field.name
            return
        relation = model._meta.get_field(self.related)
        self.links = relation.remote_field.through._default_manager
        self.here = relation.m2m_field_name()
        self.there = relation.m2m_reverse_field_name()

    def width(self, args: Mapping[str, Any]) -> int:
        return USUAL

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Reads[Sequence[Any]]:
        keys = parents.column("id")
        if not self.shown(context):
            return [[] for _key in keys]
        columns = tuple(wanted)
        name = (self, context.actor.sight, columns)
        here = f"{self.here}_id"
        found = yield reading(
            name, lambda: self._links(context, columns), column=here, keys=set(keys)
        )
        lists = parted(found, keys)
        return [lists[key] for key in keys]

    def _links(self, context: Context, columns: Columns) -> Any:
        links = self.links.filter(among(f"{self.here}_id"), **self.only)
        seen = node_type(self.kind).visible(context).order_by().values("pk")
        if seen.query.where:  # what everybody sees whole would be listed, row by row
            links = links.filter(**{f"{self.there}__in": seen})
        order = (*map(self._there, self.order), "pk")  # in the end, as they were linked
        there = map(self._there, columns)
        return links.order_by(*order).values_list(*there, f"{self.here}_id")

    def _there(self, column: str) -> str:
        """Name a column of what is linked, as the link knows it."""
        falling = "-" if column.startswith("-") else ""
        return f"{falling}{self.there}__{column.removeprefix('-')}"


class Linked(graphene.Field):
    """Each parent's whole list over a table of links, short by nature: its topics, say.

    ``related`` names a many-to-many field; or, where links are a model of their own, the relation
    to them and what leads on from there: ``("outwards", "outer")``.
    """

    def __init__(
        self,
        kind: NodeType,
        related: str | tuple[str, str],
        *,
        order: Sequence[str] = ("id",),
        only: Mapping[str, Any] | None = None,
        shown: Callable[[Context], bool] = lambda _context: True,
        **options: Any,
    ) -> None:
        super().__init__(
            lambda: graphene.List(graphene.NonNull(node_type(kind))),
            required=True,
            resolver=LinkedList(kind, related, order, only=only or {}, shown=shown),
            **options,
        )
