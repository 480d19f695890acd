"""How one type leads to another: each relation is one query, for all the rows that ask for it.

``One`` follows a key to one row; ``Many`` gives each parent its own page; ``Page`` is a page of a
whole list, at the root; ``All`` gives each parent the whole of a list that is short by nature.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import graphene

from backend.audiences import AudienceSet
from backend.rules import Missing
from backend.statements import Reads, among, reading

from .batched import Batched, Columns, Parents, Wanted
from .connections import connection_of, relay_arguments
from .context import Context
from .ids import key_of, quick
from .lists import Lists, Pages, parted
from .narrowing import Filter, Narrowing, Orders
from .nodes import NodeType, Only, known, node_type, seen
from .paging import USUAL, Slice

__all__ = ["All", "Filter", "Many", "One", "Orders", "Page", "Single"]


class FollowKey(Batched):
    """Follows a column that holds keys to the rows they name."""

    repeats = True

    def __init__(self, kind: NodeType, column: str, *, always: bool, along: bool) -> None:
        self.kind = kind
        self.column = column
        self.always = always  # whoever sees the parent sees this, for its name's sake
        self.personal = not (always or along)

    def named(self, name: str, model: Any) -> None:
        self.column = self.column or name
        self.needs = (f"{self.column}_id",) if _is_key(model, self.column) else (self.column,)

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Reads[Sequence[Any]]:
        model = node_type(self.kind)._meta.model
        keys = parents.column(self.needs[0])
        places = quick(keys)
        named = {place: key for place, key in zip(places, keys, strict=True) if key is not None}
        columns = _plain(wanted)
        if self.always:
            found = yield from known(model, named.values(), columns)
        else:
            found = yield from seen(model, context, named.values(), columns)
        rows = {place: found.get(key) for place, key in named.items()}
        return list(map(rows.get, places))


class One(graphene.Field):
    """The one row that a column names; null where it names none, or none that you may see.

    ``along`` says that it has its parent's audience: whoever sees the one sees the other, so that
    live may word it once for all who listen.
    """

    def __init__(
        self,
        kind: NodeType,
        column: str = "",
        *,
        always: bool = False,
        along: bool = False,
        **options: Any,
    ) -> None:
        resolver = FollowKey(kind, column, always=always, along=along)
        super().__init__(lambda: node_type(kind), resolver=resolver, **options)


class LookUp(Batched):
    """Finds the row that an argument ``id`` names."""

    personal = True

    def __init__(self, kind: NodeType) -> None:
        self.kind = kind

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Reads[Sequence[Any]]:
        node = node_type(self.kind)
        try:
            key = key_of(args["id"], node._meta.name)
        except Missing:
            return [None for _parent in parents.values]
        found = yield from seen(node._meta.model, context, [key], _plain(wanted))
        return [found.get(key) for _parent in parents.values]


class Single(graphene.Field):
    """One thing by its id, at the root; null when it is not there, or not for you."""

    def __init__(self, kind: NodeType, **options: Any) -> None:
        asked = graphene.ID(required=True, description="Its id.")
        super().__init__(lambda: node_type(kind), id=asked, resolver=LookUp(kind), **options)


class PageOf(Batched):
    """Gives each parent a page of its list: one query for all of them."""

    personal = True  # unless its rows are seen by just those who see the parent

    def __init__(
        self,
        kind: NodeType,
        related: str | tuple[str, str] | None,
        usual: int,
        narrowing: Narrowing,
        only: Only | None = None,
    ) -> None:
        self.kind = kind
        self.related = related
        self.usual = usual
        self.narrowing = narrowing
        self.only = only
        self.child: str | None = None
        self.inherited = False

    def named(self, name: str, model: Any) -> None:
        if self.related is None:
            return
        if isinstance(self.related, tuple):
            parent, self.child = self.related
        else:
            relation = model._meta.get_field(self.related)
            parent, self.child = "id", relation.field.attname
            self.inherited = _is_inherited(relation)
            self.personal = not self.inherited
        self.needs = (parent,)

    def width(self, args: Mapping[str, Any]) -> int:
        size = args.get("last") if args.get("last") is not None else args.get("first")
        return self.usual if size is None else int(size)

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Reads[Sequence[Any]]:
        keys = parents.column(self.needs[0]) if self.needs else [None for _ in parents.values]
        asked = Slice.of(args, self.usual)
        unique = list(dict.fromkeys(keys))
        order = self.narrowing.ordering(args)
        steady = self.only is None and self.narrowing.is_steady(args)
        name = (self, context.actor.sight, tuple(args.items())) if steady else None
        rows = partial(self._rows, args, context)
        lists = Lists(
            name, rows, node_type(self.kind)._meta.model, self.child, unique, order, asked
        )
        columns = _plain(wanted)
        loaded = yield from lists.load(columns)
        return Pages(lists, loaded, lists.columns(columns)).pages(keys)

    def _rows(self, args: Mapping[str, Any], context: Context) -> Any:
        node = node_type(self.kind)
        # Rows that are seen through their parent need no second look at who may see them.
        rows: Any = (
            node._meta.model._default_manager.all() if self.inherited else node.visible(context)
        )
        if self.only is not None:
            rows = self.only(rows, context)
        return self.narrowing.rows(rows, args, context).order_by()


class Many(graphene.Field):
    """Each parent's own page of a list: by the name of a relation, or by a pair of columns."""

    def __init__(
        self,
        kind: NodeType,
        related: str | tuple[str, str] | None,
        *,
        order: Sequence[str] = (),
        first: int = USUAL,
        filters: Mapping[str, Filter] | None = None,
        orders: Orders | None = None,
        only: Only | None = None,
        **options: Any,
    ) -> None:
        narrowing = Narrowing(order, filters or {}, orders)
        super().__init__(
            lambda: _connection(kind),
            args=relay_arguments() | narrowing.arguments(),
            required=True,
            resolver=PageOf(kind, related, first, narrowing, only),
            **options,
        )


class Page(Many):
    """A page of all that you may see of a kind, at the root."""

    def __init__(self, kind: NodeType, **options: Any) -> None:
        super().__init__(kind, None, **options)


class WholeList(Batched):
    """Gives each parent the whole of a list that is short by nature."""

    def __init__(
        self,
        kind: NodeType,
        related: str,
        order: Sequence[Any],
        only: Only | None = None,
        *,
        along: bool = False,
    ) -> None:
        self.personal = not along
        self.kind = kind
        self.related = related
        self.order = order
        self.only = only
        self.needs = ("id",)

    def named(self, name: str, model: Any) -> None:
        self.child = model._meta.get_field(self.related).field.attname

    def width(self, args: Mapping[str, Any]) -> int:
        return USUAL

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Reads[Sequence[Any]]:
        keys = parents.column("id")
        columns = _plain(wanted)

        def make() -> Any:
            rows = node_type(self.kind).visible(context).filter(among(self.child))
            rows = self.only(rows, context) if self.only else rows
            return rows.order_by(*self.order).values_list(*columns, self.child)

        name = None if self.only else (self, context.actor.sight, columns)
        found = yield reading(name, make, column=self.child, keys=set(keys))
        lists = parted(found, keys)
        return [lists[key] for key in keys]


class All(graphene.Field):
    """Each parent's whole list: of links, of contributors, of anything short by nature."""

    def __init__(
        self,
        kind: NodeType,
        related: str,
        *,
        order: Sequence[Any] = ("id",),
        only: Only | None = None,
        along: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(
            lambda: graphene.List(graphene.NonNull(node_type(kind))),
            required=True,
            resolver=WholeList(kind, related, order, only, along=along),
            **options,
        )


def _connection(kind: NodeType) -> Any:
    node: Any = node_type(kind)
    return connection_of(node)


def _plain(wanted: Wanted) -> Columns:
    return tuple(wanted)


def _is_inherited(relation: Any) -> bool:
    """Whether rows are seen by just those who see what they belong to, and by nobody less."""
    rows, whole = (m._default_manager.all() for m in (relation.related_model, relation.model))
    return (
        isinstance(rows, AudienceSet)
        and type(rows).visible_to is AudienceSet.visible_to
        and rows.audience == f"{relation.field.name}__{getattr(whole, 'audience', '')}"
    )


def _is_key(model: Any, column: str) -> bool:
    columns = model._meta.concrete_fields if model is not None else ()
    return any(each.is_relation and each.name == column for each in columns)
