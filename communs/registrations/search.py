"""What search knows of registrations: how many come, which all may know who see the event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, repeat
from typing import TypeAlias
from uuid import UUID

from backend.search.uses import Use, use

from .facts import MovedUp, Registered, RegistrationCancelled
from .models import Desk

MUCH_AWAITED = 50  # places taken that make an event, or a cycle, much used
EVENT, CYCLE = ("event", "session__event"), ("cycle",)  # where a desk names it

Taken: TypeAlias = Registered | MovedUp | RegistrationCancelled
TAKEN = (Registered, MovedUp, RegistrationCancelled)


def whole_at(*paths: str) -> Callable[[Taken], Iterable[UUID]]:
    """Give what names the event, or the cycle, that others come to than before."""
    return lambda fact: chain(*Desk.objects.filter(pk=fact.desk).values_list(*paths))


def taken(rows: Sequence[UUID], *paths: str) -> Iterator[tuple[UUID, str]]:
    """Give each place that is taken: for what, and who sees that; as many as may count."""
    for path in paths:
        desks = Desk.objects.filter(**{f"{path}__in": rows}).order_by()
        for whole, audience, count in desks.values_list(path, f"{path}__audience", "taken_count"):
            yield from repeat((whole, audience), min(count, MUCH_AWAITED))


@use
class ComingToEvents(Use):
    """People come to events, or to one of their sessions."""

    kind = "event"
    much = MUCH_AWAITED
    touched_by = dict.fromkeys(TAKEN, whole_at(*EVENT))

    def seen(self, rows: Sequence[UUID]) -> Iterable[tuple[UUID, str]]:
        return taken(rows, *EVENT)


@use
class ComingToCycles(Use):
    """People come to cycles, all through."""

    kind = "cycle"
    much = MUCH_AWAITED
    touched_by = dict.fromkeys(TAKEN, whole_at(*CYCLE))

    def seen(self, rows: Sequence[UUID]) -> Iterable[tuple[UUID, str]]:
        return taken(rows, *CYCLE)
