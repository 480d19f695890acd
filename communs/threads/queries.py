"""What one person has read of many threads, and what not yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from .models import Message, ReadMark, Thread


def read_numbers(person: UUID | None, threads: Iterable[UUID]) -> Mapping[UUID, int]:
    """Say up to which message a person has read each of these threads, where they began to."""
    if person is None:
        return {}
    marks = ReadMark.objects.filter(person=person, thread__in=list(threads))
    return dict(marks.order_by().values_list("thread", "number"))


def unread_counts(person: UUID | None, threads: Iterable[UUID]) -> Mapping[UUID, int]:
    """Count, thread by thread and in one query, what others said that a person has not read."""
    if person is None:
        return {}
    mark = ReadMark.objects.filter(thread=OuterRef("pk"), person=person).order_by()
    later = (
        Message.objects.standing()
        .filter(thread=OuterRef("pk"), number__gt=OuterRef("read_number"))
        .exclude(author=person)
        .order_by()
        .values("thread")
    )
    counted = (
        Thread.objects.filter(pk__in=list(threads))
        .annotate(read_number=Coalesce(Subquery(mark.values("number")), 0))
        .annotate(unread=Coalesce(Subquery(later.values(count=Count("pk"))), 0))
    )
    return dict(counted.order_by().values_list("pk", "unread"))
