"""Ways back, and beside: the one row that names its parent, and rows that an object names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from backend.statements import Reads

from .batched import Batched, Parents, Wanted
from .columns import Attribute
from .context import Context
from .nodes import NodeType, Only, beside, node_type, seen
from .paging import USUAL


class FollowBack(Batched):
    """Finds, for each parent, the one row that names it."""

    def __init__(self, kind: NodeType, related: str, only: Only | None, *, along: bool) -> None:
        self.kind = kind
        self.related = related
        self.only = only
        self.personal = not along
        self.needs = ("id",)

    def named(self, name: str, model: Any) -> None:
        self.child = model._meta.get_field(self.related).field.attname

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Reads[Sequence[Any]]:
        keys = parents.column("id")
        model = node_type(self.kind)._meta.model
        found = yield from beside(self.child, model, context, set(keys), tuple(wanted), self.only)
        return [found.get(key) for key in keys]


class Back(graphene.Field):
    """The one row that names its parent, of a relation in which at most one does.

    ``only`` narrows a relation in which several do, to one for whoever asks; ``along`` says that
    whoever sees the parent sees the row.
    """

    def __init__(
        self,
        kind: NodeType,
        related: str,
        *,
        only: Only | None = None,
        along: bool = False,
        **options: Any,
    ) -> None:
        resolver = FollowBack(kind, related, only, along=along)
        super().__init__(lambda: node_type(kind), resolver=resolver, **options)


class Named(Attribute):
    """Follows an attribute of objects that holds the key of a row, or keys.

    The rows go along with the objects: whoever may have these may have those.
    """

    def __init__(
        self, kind: NodeType, name: str = "", *, several: bool = False, usual: int = 1
    ) -> None:
        super().__init__(name)
        self.kind = kind
        self.several = several
        self.usual = usual

    def width(self, args: Mapping[str, Any]) -> int:
        return self.usual

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Reads[Sequence[Any]]:
        named = [getattr(value, self.name) for value in parents.values]
        lists = named if self.several else [[key] for key in named]
        keys = {key for some in lists for key in some}
        found = yield from seen(node_type(self.kind)._meta.model, context, keys, tuple(wanted))
        rows = [[found[key] for key in some if key in found] for some in lists]
        return rows if self.several else [next(iter(some), None) for some in rows]


class Several(Attribute):
    """Gives an attribute that is a list of objects, usually of so many."""

    def __init__(self, name: str = "", *, usual: int = USUAL) -> None:
        super().__init__(name)
        self.usual = usual

    def width(self, args: Mapping[str, Any]) -> int:
        return self.usual

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Sequence[Any]:
        found = (getattr(value, self.name) for value in parents.values)
        return [None if some is None else [*some] for some in found]  # a tuple would be a row
