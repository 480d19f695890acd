"""Types that are rows of a model: what they show, and how their rows are loaded."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeAlias

import graphene
from django.db.models import Model, QuerySet
from graphene_django import DjangoObjectType

from backend.rules import Actor
from backend.statements import Reads, Row, among, reading

from .batched import Columns, Record
from .columns import Computed, ReadColumn, bind
from .context import Context
from .ids import to_global_ids

Only: TypeAlias = Callable[[Any, Context], Any]  # queryset, context → those that are meant
NODES: dict[str, type[Node]] = {}  # every node type there is, by its name in the graph


class Identifiable(graphene.Interface):
    """Anything with an id that can be asked for again by it."""

    class Meta:
        name = "Node"
        description = "Anything with an id that can be asked for again by it."

    id = graphene.ID(required=True, description="Its id, the same for ever, opaque.")

    @classmethod
    def resolve_type(cls, instance: Record, _info: Any) -> type[Node]:
        return NODES[instance.type_name]


class Node(DjangoObjectType):
    """A row of a model in the graph: the docstring is its description."""

    class Meta:
        abstract = True

    @classmethod
    def __init_subclass_with_meta__(
        cls, model: Any = None, fields: tuple[str, ...] = (), **options: Any
    ) -> None:
        name = options.pop("name", cls.__name__.removesuffix("Node"))
        if model is None:
            raise TypeError(f"{cls.__name__} names no model.")
        cls.id = Computed(
            graphene.ID,
            lambda _context, keys: to_global_ids(name, keys),
            required=True,
            description="Its id, the same for ever, opaque.",
        )
        super().__init_subclass_with_meta__(
            model=model,
            fields=fields,
            name=name,
            interfaces=(Identifiable,),
            convert_choices_to_enum=False,
            use_connection=False,
            **options,
        )
        for column in fields:
            field = cls._meta.fields[column]
            if field.resolver is None:
                field.resolver = ReadColumn(column)
        bind(cls, model)
        NODES[name] = cls

    @classmethod
    def is_type_of(cls, root: Any, _info: Any) -> bool:
        return isinstance(root, Record) and root.type_name == cls._meta.name

    @classmethod
    def visible(cls, context: Context) -> QuerySet[Any]:
        """Give the rows of this type that exist for whoever asks."""
        return visible(cls._meta.model, context)


NodeType: TypeAlias = "type[Node] | str"  # by its name in the graph, where it is made later


def node_type(kind: NodeType) -> type[Node]:
    """Give a node type that may have been named before it was made."""
    return NODES[kind] if isinstance(kind, str) else kind


def node_of(model: type[Model]) -> type[Node]:
    """Find the type that shows a model."""
    return next(node for node in NODES.values() if node._meta.model is model)


def visible(model: type[Model], context: Context) -> QuerySet[Any]:
    """Give the rows of a model that exist for whoever asks: worked out once for each answer."""
    name = f"visible {model._meta.label}"
    known: tuple[Actor, QuerySet[Any]] | None = context.kept.get(name)
    if known is None or known[0] is not context.actor:  # a mutation may make another of them
        rows: Any = model._default_manager.all()
        seen = rows.visible_to(context.actor) if hasattr(rows, "visible_to") else rows
        known = context.kept[name] = (context.actor, seen)
    return known[1].all()


def seen(
    model: type[Model], context: Context, keys: Iterable[Any], columns: Columns
) -> Reads[dict[Any, Row]]:
    """Load those rows of a model, by their keys, that exist for whoever asks."""
    return beside("pk", model, context, set(keys), columns)


def known(model: type[Model], keys: Iterable[Any], columns: Columns) -> Reads[dict[Any, Row]]:
    """Load rows of a model by their keys, whoever asks."""
    found = yield reading(
        (model, columns),
        lambda: _rows(model._default_manager.all(), "pk", columns),
        column="pk",
        keys=set(keys),
    )
    return {row[-1]: row for row in found}


def beside(
    column: str,
    model: type[Model],
    context: Context,
    keys: Collection[Any],
    columns: Columns,
    only: Only | None = None,
) -> Reads[dict[Any, Row]]:
    """Load the one row for each key that has it in a column, and exists for whoever asks.

    ``only`` leaves one row where several have it; what it leaves may depend on the time.
    """

    def make() -> QuerySet[Any]:
        rows = visible(model, context)
        return _rows(only(rows, context) if only else rows, column, columns)

    name = None if only else (column, model, columns, context.actor.sight)
    found = yield reading(name, make, column=column, keys=keys)
    return {row[-1]: row for row in found}


def _rows(rows: QuerySet[Any], column: str, columns: Columns) -> QuerySet[Any]:
    return rows.order_by().filter(among(column)).values_list(*columns, column)
