"""What one person has read of many threads, and what not yet; how many reacted to messages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce

from .models import Mention, Message, Reaction, ReadMark, Thread


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


@dataclass(frozen=True)
class ReactionCount:
    """How many people reacted to one message in one way."""

    message: UUID
    reaction: str
    count: int


def reaction_counts(messages: Iterable[UUID]) -> Mapping[UUID, list[ReactionCount]]:
    """Count the reactions to each message, the one that was first used first: in one query."""
    rows = Reaction.objects.filter(message__in=set(messages)).order_by()
    counted = rows.values_list("message", "reaction").annotate(Count("pk"), first=Min("created_at"))
    counts: dict[UUID, list[ReactionCount]] = defaultdict(list)
    for message, reaction, count, _first in counted.order_by("first", "reaction"):
        counts[message].append(ReactionCount(message, reaction, count))
    return counts


def reactions_by(person: UUID | None, messages: Iterable[UUID]) -> set[tuple[UUID, str]]:
    """Say how one person reacted to which of these messages."""
    if person is None:
        return set()
    mine = Reaction.objects.filter(person=person, message__in=set(messages))
    return set(mine.order_by().values_list("message", "reaction"))


def names_mentioned(messages: Iterable[UUID]) -> Mapping[UUID, dict[UUID, str]]:
    """Give the names of those whom each message mentions, as they are now: in one query."""
    rows = Mention.objects.by_name().filter(message__in=set(messages)).order_by()
    names: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    for message, person, name in rows.values_list("message", "person", "person__name"):
        names[message][person] = name
    return names
