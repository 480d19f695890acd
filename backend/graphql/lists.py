"""Lists by pages: one query loads a page of each list that is asked for at one position."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Model, OrderBy, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from backend.statements import Reads, Row, among, reading

from .batched import Columns
from .connections import Page
from .ids import quick
from .paging import Order, Slice


@dataclass(frozen=True)
class Lists:
    """The lists of which `PageOf` gives the pages: one at the root, or one for each parent."""

    name: Hashable | None  # of what the rows are made from; None where it is not to be kept
    make: Callable[[], QuerySet[Any]]  # gives the rows of all the lists, unordered
    model: type[Model]
    child: str | None  # the column that says in which list a row stands
    keys: Sequence[Any]
    order: Order
    asked: Slice

    def load(self, columns: Columns) -> Reads[dict[Any, list[Row]]]:
        """Load a page of each list and one row more: the wanted columns, the order's, the key."""
        wanted = self.columns(columns)
        one = len(self.keys) == 1
        is_steady = self.name and self.asked.after is None and self.asked.before is None
        found = yield reading(
            (self.name, self.asked, wanted, one) if is_steady else None,
            lambda: self._page(one=one).values_list(*wanted),
            column=self.child,
            keys=self.keys,
        )
        if self.child is None:
            return {None: found}
        return parted(found, self.keys, at=wanted.index(self.child))

    def _page(self, *, one: bool) -> QuerySet[Any]:
        order = self.order.reversed() if self.asked.backwards else self.order
        rows = self.rows.filter(self.asked.narrow(self.model, self.order))
        most = self.asked.size + 1
        if self.child is None:
            return rows.order_by(*order.columns)[:most]
        if one:
            return rows.filter(among(self.child, only=True)).order_by(*order.columns)[:most]
        return self._windows(rows, order, most)

    @cached_property
    def rows(self) -> QuerySet[Any]:
        return self.make()

    def columns(self, wanted: Columns) -> Columns:
        """Name the columns that are loaded: each once, as a windowed query gives it once."""
        child = (self.child,) if self.child else ()
        return tuple(dict.fromkeys((*wanted, *self.order.names, *child)))

    def _windows(self, rows: Any, order: Order, most: int) -> QuerySet[Any]:
        place = Window(RowNumber(), partition_by=F(self.child or ""), order_by=_sorts(order))
        within = rows.filter(among(self.child or "")).annotate(_place=place)
        windows: QuerySet[Any] = within.filter(_place__lte=most)
        return windows.order_by(*order.columns)

    @cached_property
    def _all(self) -> Any:
        within = {f"{self.child}__in": self.keys} if self.child else {}
        return self.rows.filter(**within).order_by()

    @cached_property
    def _counted(self) -> dict[Any, int]:
        return self._count(Q())

    def counts(self) -> Mapping[Any, int]:
        """Give the number of rows in each whole list."""
        return self._counted

    def outside(self, *, before: bool) -> dict[Any, bool]:
        """Say which lists have rows before (or after) the cursors that were given."""
        cursor = self.asked.after if before else self.asked.before
        if cursor is None:
            return {}
        order = self.order.reversed() if before else self.order
        beyond = order.beyond(self.model, cursor, "after" if before else "before")
        # The row that the cursor names is itself outside the page.
        at = Q(pk=self._key_in(cursor))
        return {key: bool(count) for key, count in self._count(beyond | at).items()}

    def _key_in(self, cursor: str) -> Any:
        return self.order._values(self.model, cursor, "after")[-1]  # noqa: SLF001

    def _count(self, condition: Q) -> dict[Any, int]:
        rows = self._all.filter(condition)
        if self.child is None:
            return {None: rows.count()}
        return dict(rows.values_list(self.child).annotate(Count("pk")))


@dataclass
class Pages:
    """The pages that were loaded of some lists, and what lies around them."""

    lists: Lists
    loaded: dict[Any, list[tuple[Any, ...]]]
    columns: Columns  # that were loaded

    def pages(self, keys: Sequence[Any]) -> list[Page]:
        """Give each parent its page."""
        return [Page(self._rows(key), self, key, self._cursor) for key in keys]

    def counts(self) -> Mapping[Any, int]:
        return self.lists.counts()

    def beginnings(self) -> Mapping[Any, bool]:
        return self._beyond(self._outside_before, cut=self.lists.asked.backwards)

    def ends(self) -> Mapping[Any, bool]:
        return self._beyond(self._outside_after, cut=not self.lists.asked.backwards)

    @cached_property
    def _outside_before(self) -> dict[Any, bool]:
        return self.lists.outside(before=True)

    @cached_property
    def _outside_after(self) -> dict[Any, bool]:
        return self.lists.outside(before=False)

    def _beyond(self, outside: Mapping[Any, bool], *, cut: bool) -> dict[Any, bool]:
        """Say where something lies beyond an end: past a cursor, or cut off by the size."""
        size = self.lists.asked.size
        return {
            key: (cut and len(rows) > size) or outside.get(key, False)
            for key, rows in self.loaded.items()
        }

    def _rows(self, key: Any) -> list[tuple[Any, ...]]:
        rows = self.loaded.get(key, [])[: self.lists.asked.size]
        return rows[::-1] if self.lists.asked.backwards else rows

    @cached_property
    def _places(self) -> list[int]:
        return [self.columns.index(name) for name in self.lists.order.names]

    def _cursor(self, row: tuple[Any, ...]) -> str:
        values = [row[place] for place in self._places]
        return self.lists.order.cursor(self.lists.model, values)


def parted(found: Any, keys: Sequence[Any], *, at: int = -1) -> dict[Any, list[tuple[Any, ...]]]:
    """Sort rows into lists, by the column at a place."""
    places = quick(keys)
    lists: dict[Any, list[tuple[Any, ...]]] = {place: [] for place in places}
    for row, place in zip(found, quick([row[at] for row in found]), strict=True):
        lists[place].append(row)
    return {key: lists[place] for key, place in zip(keys, places, strict=True)}


def _sorts(order: Order) -> list[OrderBy]:
    return [
        F(name).desc() if column.startswith("-") else F(name).asc()
        for column, name in zip(order.columns, order.names, strict=True)
    ]
