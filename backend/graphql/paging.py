"""Pages by keyset: a cursor names a place in an order, so a page costs the same wherever it is."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from django.core.exceptions import ValidationError
from django.db.models import IntegerField, Model, Q
from django.utils.translation import gettext_lazy as _

from backend.rules import Invalid, Limited

MOST = 100  # items on one page
USUAL = 20  # items when nobody says how many
RANK = IntegerField()  # what an order has beside the columns: whole numbers that a filter annotates
NO_CURSOR = (  # what reading anything else as a cursor may raise
    ValueError,
    TypeError,
    AttributeError,
    OverflowError,
    binascii.Error,
    ValidationError,
)


@dataclass(frozen=True)
class Order:
    """A total order of a model's rows: columns, a minus before those that fall, the key last."""

    columns: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns without their direction."""
        return tuple(column.lstrip("-") for column in self.columns)

    def reversed(self) -> Order:
        """The same order from its other end."""
        return Order(tuple(c[1:] if c.startswith("-") else f"-{c}" for c in self.columns))

    def cursor(self, model: type[Model], values: Sequence[Any]) -> str:
        """Name the place of a row, given its values of the order's columns."""
        place = [self._mark(model), *values[:-1], str(values[-1])]
        return base64.urlsafe_b64encode(orjson.dumps(place)).decode().rstrip("=")

    def beyond(self, model: type[Model], cursor: str, field: str) -> Q:
        """Select the rows that come after a cursor; the leading condition is a range."""
        return _beyond(self.columns, self._values(model, cursor, field))

    def _values(self, model: type[Model], cursor: str, field: str) -> list[Any]:
        try:
            place = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            mark, *values, key = place
            if mark != self._mark(model):
                raise ValueError(mark)
            named = zip(self.names[:-1], values, strict=True)
            return [*(_typed(model, name, value) for name, value in named), UUID(key)]
        except NO_CURSOR as error:
            raise Invalid(_("This cursor is not one of this list."), field=field) from error

    def _mark(self, model: type[Model]) -> int:
        """Tell lists apart whose cursors look alike: by what they hold, in which order."""
        return zlib.crc32(" ".join((model._meta.label_lower, *self.names)).encode())


def order_by(columns: Sequence[str]) -> Order:
    """Complete an order by the key, in the direction of the first column."""
    falling = bool(columns) and columns[0].startswith("-")
    return Order((*columns, "-id" if falling else "id"))


def _typed(model: type[Model], name: str, value: Any) -> Any:
    columns = {column.name: column for column in model._meta.concrete_fields}
    column: Any = columns.get(name, RANK)
    typed = column.to_python(value)
    if typed is None or (isinstance(typed, str) and "\0" in typed):
        raise ValueError(name)
    return typed.astimezone(UTC) if isinstance(typed, datetime) else typed


def _beyond(columns: Sequence[str], values: Sequence[Any]) -> Q:
    column, value = columns[0], values[0]
    name, comparison = (column[1:], "lt") if column.startswith("-") else (column, "gt")
    past = Q(**{f"{name}__{comparison}": value})
    if len(columns) == 1:
        return past
    rest = _beyond(columns[1:], values[1:])
    return Q(**{f"{name}__{comparison}e": value}) & (past | rest)


@dataclass(frozen=True)
class Slice:
    """Which part of a list is asked for."""

    size: int
    backwards: bool = False
    after: str | None = None
    before: str | None = None

    @classmethod
    def of(cls, args: Mapping[str, Any], usual: int = USUAL) -> Slice:
        """Read Relay's four arguments; refuse what makes no sense before anything is asked."""
        first, last = args.get("first"), args.get("last")
        if first is not None and last is not None:
            raise Invalid(_("Ask for the first or for the last, not for both."), field="last")
        name, size = ("last", last) if last is not None else ("first", first)
        size = usual if size is None else size
        if size < 0:
            raise Invalid(_("A number of items cannot be negative."), field=name)
        if size > MOST:
            reason = _("At most %(most)d items at a time; %(size)d were asked for.")
            raise Limited(reason % {"most": MOST, "size": size}, field=name)
        return cls(size, name == "last", args.get("after"), args.get("before"))

    def narrow(self, model: type[Model], order: Order) -> Q:
        """Select the rows between the cursors."""
        within = Q()
        if self.after is not None:
            within &= order.beyond(model, self.after, "after")
        if self.before is not None:
            within &= order.reversed().beyond(model, self.before, "before")
        return within
