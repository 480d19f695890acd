"""What one person keeps of many threads and messages: for all of them together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from backend.rules import Actor

from .models import Attention, Bookmark, Following


def attention_of(
    actor: Actor, threads: Sequence[UUID], groups: Sequence[UUID | None]
) -> list[Attention | None]:
    """Say of what in each thread somebody is told: what they chose, or the usual.

    That is all in a thread of one of their groups, mentions elsewhere; None for nobody.
    """
    if actor.person is None:
        return [None for _thread in threads]
    chosen = chosen_by(actor.person, threads)
    return [
        chosen.get(thread) or (Attention.ALL if group in actor.roles else Attention.MENTIONS)
        for thread, group in zip(threads, groups, strict=True)
    ]


def chosen_by(person: UUID, threads: Iterable[UUID]) -> Mapping[UUID, Attention]:
    """Give what somebody chose to be told, of the threads where they chose."""
    rows = Following.objects.filter(person=person, thread__in=set(threads)).order_by()
    return {thread: Attention(chosen) for thread, chosen in rows.values_list("thread", "attention")}


def deaf_to(thread: UUID, people: Iterable[UUID]) -> set[UUID]:
    """Say who of some people want to be told nothing of a thread."""
    rows = Following.objects.filter(thread=thread, person__in=set(people))
    return set(rows.filter(attention=Attention.NOTHING).values_list("person", flat=True))


def bookmarked(person: UUID | None, messages: Iterable[UUID]) -> set[UUID]:
    """Say which of these messages somebody has bookmarked."""
    if person is None:
        return set()
    rows = Bookmark.objects.filter(person=person, message__in=set(messages)).order_by()
    return set(rows.values_list("message", flat=True))
