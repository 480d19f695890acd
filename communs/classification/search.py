"""What search knows of topics and territories that a row carries: each with all around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from communs.territories.models import Territory
from communs.topics.facts import TopicEdited
from communs.topics.models import Topic

from .models import Classified
from .queries import about

Conditions = Mapping[str, tuple[str, ...]]


def classified() -> tuple[Prefetch[str], Prefetch[str]]:
    """Fetch beside rows what `places_and_topics` reads: four queries, however many rows."""
    topics: QuerySet[Topic] = Topic.objects.only("pk").prefetch_related("ancestors")
    territories: QuerySet[Territory] = Territory.objects.only("pk").prefetch_related("outwards")
    return Prefetch("topics", topics.order_by()), Prefetch("territories", territories.order_by())


def places_and_topics(row: Classified, *besides: Territory | None) -> Conditions:
    """Say what a row is found by: its topics and territories, and those that they lie in."""
    territories = [*row.territories.all(), *filter(None, besides)]
    return {
        "topic": keys(
            above.above_id for each in row.topics.all() for above in each.ancestors.all()
        ),
        "territory": keys(out.outer_id for each in territories for out in each.outwards.all()),
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
