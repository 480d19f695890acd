"""How lists are narrowed and ordered: what each argument leaves, and what comes first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import graphene
from django.db.models import Exists
from django.utils.translation import gettext_lazy as _

from backend.rules import Invalid, Missing

from .context import Context
from .ids import key_of
from .nodes import NodeType, node_type
from .paging import Order, order_by

ORDER = "order_by"  # the argument that chooses an order


@dataclass(frozen=True)
class Filter:
    """An argument that narrows a list: its type, its meaning, and what it leaves."""

    kind: Any
    description: str
    narrow: Callable[[Any, Any, Context], Any]  # queryset, value, context → queryset
    leads: Sequence[str] = ()  # what it annotates to come first by: whole numbers
    steady: bool = False  # for one value and one actor, it is the same condition at all times


def by_id(
    kind: NodeType, description: str, narrow: Callable[[Any, UUID], Any], *, steady: bool = True
) -> Filter:
    """Make a filter by something that is named by its id: what one may not see leaves nothing."""

    def narrowed(rows: Any, global_id: str, context: Context) -> Any:
        node = node_type(kind)
        try:
            key = key_of(global_id, node._meta.name)
        except Missing:
            return rows.none()
        return narrow(rows, key).filter(Exists(node.visible(context).order_by().filter(pk=key)))

    return Filter(graphene.ID, description, narrowed, steady=steady)


def moment(given: datetime, field: str) -> datetime:
    """Read a time that is asked for: with its offset, and one that a clock can show."""
    if given.tzinfo is None:
        raise Invalid(_("Give the time with its offset: 2024-04-22T09:00:00+02:00."), field=field)
    try:
        return given.astimezone(UTC)
    except OverflowError as error:
        raise Invalid(_("No clock shows this time."), field=field) from error


@dataclass(frozen=True)
class Ordered:
    """One order that may be asked for: its columns, its meaning."""

    columns: Sequence[str]
    description: str


@dataclass(frozen=True)
class Orders:
    """The orders of a list, the usual one first: an enum that is named after what is listed."""

    name: str
    choices: Mapping[str, Ordered]
    enum: Any = field(init=False)

    def __post_init__(self) -> None:
        def described(value: Any) -> str:
            if value is None:
                return f"{self.name}: what comes first."
            return self.choices[value.name].description

        enum = graphene.Enum(
            self.name, [(name, name) for name in self.choices], description=described
        )
        object.__setattr__(self, "enum", enum)

    @property
    def usual(self) -> Sequence[str]:
        """The columns of the order that nobody has to ask for."""
        return next(iter(self.choices.values())).columns


@dataclass(frozen=True)
class Narrowing:
    """All that the arguments of a list may do to it."""

    order: Sequence[str]
    filters: Mapping[str, Filter]
    orders: Orders | None = None

    def arguments(self) -> dict[str, graphene.Argument]:
        """Make the arguments."""
        made = {
            name: graphene.Argument(each.kind, description=each.description)
            for name, each in self.filters.items()
        }
        if self.orders is not None:
            usual = next(iter(self.orders.choices))
            said = f"What comes first; {usual} unless said."
            made[ORDER] = graphene.Argument(self.orders.enum, description=said)
        return made

    def is_steady(self, args: Mapping[str, Any]) -> bool:
        """Whether the arguments leave what they left before, for the same actor."""
        given = (each for name, each in self.filters.items() if args.get(name) is not None)
        return all(each.steady for each in given)

    def rows(self, rows: Any, args: Mapping[str, Any], context: Context) -> Any:
        """Leave what all the given arguments leave."""
        for name, narrowed in self.filters.items():
            if args.get(name) is not None:
                rows = narrowed.narrow(rows, args[name], context)
        return _placed(rows, self.ordering(args))

    def ordering(self, args: Mapping[str, Any]) -> Order:
        """Give the order that is asked for."""
        leads = [
            column
            for name, narrowed in self.filters.items()
            if args.get(name) is not None
            for column in narrowed.leads
        ]
        return order_by([*leads, *self._columns(args.get(ORDER))])

    def _columns(self, asked: Any) -> Sequence[str]:
        if self.orders is None:
            return self.order
        if asked is None:
            return self.orders.usual
        return self.orders.choices[getattr(asked, "value", asked)].columns


def _placed(rows: Any, order: Order) -> Any:
    """Leave out what has no place in an order: rows that lack one of its columns."""
    columns = {column.name: column for column in rows.model._meta.concrete_fields}
    lacking = [name for name in order.names if name in columns and columns[name].null]
    return rows.filter(**{f"{name}__isnull": False for name in lacking}) if lacking else rows
