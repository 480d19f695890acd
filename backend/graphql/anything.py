"""Things of any type: by their id, or by a key that says of which type they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias
from uuid import UUID

import graphene
from django.utils.translation import gettext_lazy as _

from backend.rules import Limited
from backend.statements import done

from .batched import Batched, Parents, Typed, Wanted
from .columns import Attribute
from .context import Context
from .ids import from_global_id
from .nodes import NODES, Identifiable, seen
from .paging import MOST

Named: TypeAlias = "tuple[str, UUID]"  # a type's name and a key


def load_any(named: Iterable[Named | None], context: Context, wanted: Wanted) -> dict[Named, Typed]:
    """Load rows of several types, one query for each: those that exist for whoever asks."""
    keys: dict[str, list[UUID]] = {}
    for type_name, key in (each for each in named if each and each[0] in wanted):
        keys.setdefault(type_name, []).append(key)
    found: dict[Named, Typed] = {}
    for type_name, some in keys.items():
        columns = _columns(wanted, type_name)
        rows = done(seen(NODES[type_name]._meta.model, context, some, columns))
        found |= {(type_name, key): Typed(type_name, row) for key, row in rows.items()}
    return found


class ById(Batched):
    """Finds whatever an id names."""

    personal = True

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Sequence[Any]:
        named = from_global_id(args["id"])
        found = load_any([named], context, wanted)
        return [found.get(named) if named else None for _parent in parents.values]


class ByIds(Batched):
    """Finds whatever several ids name, each at its place."""

    personal = True

    def width(self, args: Mapping[str, Any]) -> int:
        return len(args["ids"])

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Sequence[Any]:
        if len(args["ids"]) > MOST:
            reason = _("At most %(most)d items at a time; %(size)d were asked for.")
            raise Limited(reason % {"most": MOST, "size": len(args["ids"])}, field="ids")
        named = [from_global_id(each) for each in args["ids"]]
        found = load_any(named, context, wanted)
        return [[found.get(each) if each else None for each in named] for _ in parents.values]


class Subject(Attribute):
    """Follows an attribute of objects that is a type's name and a key."""

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Sequence[Any]:
        named = [getattr(value, self.name) for value in parents.values]
        found = load_any(named, context, wanted)
        return [found.get(each) for each in named]


class SubjectOf(Batched):
    """Follows two columns, a type's name and a key, to whatever they name."""

    personal = True

    def __init__(self, type_column: str, key_column: str) -> None:
        self.needs = (type_column, key_column)

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Sequence[Any]:
        columns = (parents.column(name) for name in self.needs)
        named: list[Named] = list(zip(*columns, strict=True))
        found = load_any(named, context, wanted)
        return [found.get(each) for each in named]


class Query:
    """What one may ask of anything that has an id."""

    node = graphene.Field(
        Identifiable,
        id=graphene.ID(required=True, description="Its id."),
        resolver=ById(),
        description="Whatever has this id; null when it is not there, or not for you.",
    )
    nodes = graphene.Field(
        graphene.NonNull(graphene.List(Identifiable)),
        ids=graphene.List(
            graphene.NonNull(graphene.ID), required=True, description="Their ids, 100 at most."
        ),
        resolver=ByIds(),
        description="Whatever has these ids, in their order; null where there is nothing.",
    )


def _columns(wanted: Wanted, type_name: str) -> tuple[str, ...]:
    return wanted[type_name] if isinstance(wanted, Mapping) else wanted
