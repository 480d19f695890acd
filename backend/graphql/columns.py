"""Fields that are read from a row: columns as they are, and values computed from columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import graphene

from .batched import Batched, Columns, Parents, Values, Wanted
from .context import Context


class ReadColumn(Batched):
    """Gives a column as it stands."""

    def __init__(self, column: str = "") -> None:
        self.needs = (column,) if column else ()

    def named(self, name: str, model: Any) -> None:
        self.needs = self.needs or (name,)

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Sequence[Any]:
        return parents.column(self.needs[0])


class Compute(Batched):
    """Gives what a function makes of columns: it takes the context and a list per column."""

    def __init__(
        self, function: Callable[..., Sequence[Any]], needs: Columns, *, personal: bool = False
    ) -> None:
        self.function = function
        self.needs = needs
        self.personal = personal

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Sequence[Any]:
        return self.function(context, *(parents.column(name) for name in self.needs), **args)


class Attribute(Batched):
    """Gives an attribute of parents that are objects: problems, pages, hits."""

    def __init__(self, name: str = "") -> None:
        self.name = name

    def named(self, name: str, model: Any) -> None:
        self.name = self.name or name

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Values:
        return [getattr(value, self.name) for value in parents.values]


class Derive(Batched):
    """Gives what a function makes of parents that are objects: it takes the context and them."""

    def __init__(self, function: Callable[..., Sequence[Any]], *, personal: bool = False) -> None:
        self.function = function
        self.personal = personal

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Sequence[Any]:
        return self.function(context, parents.values, **args)


class Column(graphene.Field):
    """A column under a type of our choice; its description is the model's unless given."""

    def __init__(self, kind: Any, column: str = "", **options: Any) -> None:
        super().__init__(kind, resolver=ReadColumn(column), **options)


class Computed(graphene.Field):
    """A value made from columns, for all rows at once: ``function(context, *columns)``."""

    def __init__(
        self,
        kind: Any,
        function: Callable[..., Sequence[Any]],
        *,
        needs: Columns = ("id",),
        personal: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(kind, resolver=Compute(function, needs, personal=personal), **options)


class Plain(graphene.Field):
    """An attribute of an object that is no row."""

    def __init__(self, kind: Any, name: str = "", **options: Any) -> None:
        super().__init__(kind, resolver=Attribute(name), **options)


class Derived(graphene.Field):
    """A value made from objects that are no rows: ``function(context, objects)``."""

    def __init__(
        self,
        kind: Any,
        function: Callable[..., Sequence[Any]],
        *,
        personal: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(kind, resolver=Derive(function, personal=personal), **options)


def each(function: Callable[..., Any]) -> Callable[..., list[Any]]:
    """Make of a function of one row's columns one of all rows' columns."""
    return lambda _context, *columns: [function(*row) for row in zip(*columns, strict=True)]


class Bound(graphene.ObjectType):
    """A type whose fields learn their names when the class is made."""

    class Meta:
        abstract = True

    @classmethod
    def __init_subclass_with_meta__(cls, **options: Any) -> None:
        super().__init_subclass_with_meta__(**options)
        bind(cls)


def bind(kind: Any, model: Any = None) -> None:
    """Tell each field of a type its name and its model; take descriptions from the model."""
    for name, field in kind._meta.fields.items():
        if isinstance(field.resolver, Batched):
            field.resolver.named(name, model)
        if model is not None and not field.description:
            field.description = _help(model, field.resolver)


def _help(model: Any, resolver: Any) -> str | None:
    columns = {column.name: column for column in model._meta.concrete_fields}
    if isinstance(resolver, ReadColumn) and resolver.needs[0] in columns:
        return str(columns[resolver.needs[0]].help_text) or None
    return None
