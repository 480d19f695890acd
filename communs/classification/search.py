"""What search knows of topics and territories that a row carries: each with all around it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Protocol, TypeAlias, TypeVar
from uuid import UUID

from django.db.models import Manager, QuerySet

from backend.statements import Row, among, rows_of
from communs.territories.models import Inclusion
from communs.topics.facts import TopicEdited
from communs.topics.models import Descent

from .models import Classified
from .queries import about

T = TypeVar("T")

Conditions: TypeAlias = Mapping[str, tuple[str, ...]]
Links: TypeAlias = Iterable[tuple[UUID, UUID]]  # from a row to a topic, or to a territory


class HasKey(Protocol):
    """A row, or a tuple of its columns."""

    @property
    def pk(self) -> UUID:
        """Which one."""


def classified(
    model: type[Classified], rows: Sequence[HasKey], besides: Links = ()
) -> Mapping[UUID, Conditions]:
    """Say what rows are found by: their topics and territories, and those that they lie in.

    Four queries, however many rows; ``besides`` are more links to territories.
    """
    own = [row.pk for row in rows]
    topics = gathered(_links(model, "topics", own))
    territories = gathered(chain(_links(model, "territories", own), besides))
    above = _around(Descent._default_manager, "below", "above", topics)
    outer = _around(Inclusion._default_manager, "inner", "outer", territories)
    return {
        key: {
            "topic": _all(above, topics.get(key, ())),
            "territory": _all(outer, territories.get(key, ())),
        }
        for key in own
    }


def moved_with_topic(model: type[Classified]) -> Callable[[TopicEdited], Iterable[UUID]]:
    """Name the rows that stand elsewhere in the tree of topics when one of them was moved."""

    def moved(fact: TopicEdited) -> Iterable[UUID]:
        rows: QuerySet[Classified] = model._default_manager.order_by()
        return about(rows, fact.about).values_list("pk", flat=True)

    return moved


def keys(found: Iterable[UUID | None]) -> tuple[str, ...]:
    """Give keys as a document holds them, each once."""
    return tuple(sorted({str(key) for key in found if key}))


def _links(model: type[Classified], name: str, rows: Sequence[UUID]) -> Links:
    relation: Any = model._meta.get_field(name)
    own, other = relation.m2m_field_name(), relation.m2m_reverse_field_name()
    return belonging(relation.remote_field.through._default_manager, (own, other), rows)


def belonging(
    among_these: Manager[Any], columns: tuple[str, ...], rows: Collection[UUID]
) -> list[Row]:
    """Read what belongs to rows, in whatever order: columns, and in the first of them the row."""
    own = columns[0]

    def asked() -> QuerySet[Any]:
        return among_these.order_by().filter(among(own)).values_list(*columns)

    return rows_of((among_these.model, columns), asked, column=own, keys=rows)


def gathered(pairs: Iterable[tuple[UUID, T]]) -> dict[UUID, list[T]]:
    """Gather what belongs to each row, of pairs of a row and something of its."""
    lists: dict[UUID, list[T]] = {}
    for row, belonging in pairs:
        lists.setdefault(row, []).append(belonging)
    return lists


def _around(
    pairs: Any, inner: str, outer: str, linked: Mapping[UUID, Sequence[UUID]]
) -> Mapping[UUID, Sequence[str]]:
    """Give all that those linked lie in, themselves among it: each is written out once."""
    found = belonging(pairs, (inner, outer), set(chain.from_iterable(linked.values())))
    written: dict[UUID, str] = {}
    return gathered(
        (key, written.get(other) or written.setdefault(other, str(other))) for key, other in found
    )


def _all(around: Mapping[UUID, Sequence[str]], linked: Iterable[UUID]) -> tuple[str, ...]:
    return tuple(sorted(set(chain.from_iterable(around.get(each, ()) for each in linked))))
