"""What search knows of registrations: how many come, which all may know who see the event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from typing import ClassVar, TypeAlias
from uuid import UUID

from backend.search.uses import Use, use

from .facts import MovedUp, Registered, RegistrationCancelled
from .models import Desk

MUCH_AWAITED = 50  # places taken that make an event, or a cycle, much used
MOST_DESKS = 1_000  # of which it is known what they are for
EVENT, CYCLE = ("event", "session__event"), ("cycle",)  # where a desk names it

Taken: TypeAlias = Registered | MovedUp | RegistrationCancelled
TAKEN = (Registered, MovedUp, RegistrationCancelled)


@lru_cache(maxsize=MOST_DESKS)  # a desk stays for the same, and many come to it at once
def of_desk(desk: UUID) -> Mapping[str, UUID]:
    """Name the event, or the cycle, that a desk is for, by its kind."""
    found = Desk.objects.filter(pk=desk).values_list(*EVENT, *CYCLE).first()
    event, of_session, cycle = found or (None, None, None)
    named = {"event": event or of_session, "cycle": cycle}
    return {kind: key for kind, key in named.items() if key}


def whole_of(kind: str) -> Callable[[Taken], Iterable[UUID]]:
    """Give what names the event, or the cycle, that others come to than before."""

    def named(fact: Taken) -> Iterable[UUID]:
        if isinstance(fact, Registered) and fact.is_waiting:  # no place is taken
            return ()
        whole = of_desk(fact.desk)
        return (whole[kind],) if kind in whole else ()

    return named


def taken(rows: Sequence[UUID], *paths: str) -> Iterator[tuple[UUID, str]]:
    """Give each place that is taken: for what, and who sees that; as many as may count."""
    for path in paths:
        desks = Desk.objects.filter(**{f"{path}__in": rows}).order_by()
        for whole, audience, count in desks.values_list(path, f"{path}__audience", "taken_count"):
            yield from repeat((whole, audience), min(count, MUCH_AWAITED))


class Coming(Use):
    """People come, as many as there are places taken."""

    much = MUCH_AWAITED
    paths: ClassVar[Sequence[str]]

    def seen(self, rows: Sequence[UUID]) -> Iterable[tuple[UUID, str]]:
        return taken(rows, *self.paths)


@use
class ComingToEvents(Coming):
    """People come to events, or to one of their sessions."""

    kind = "event"
    paths = EVENT
    touched_by = dict.fromkeys(TAKEN, whole_of(kind))


@use
class ComingToCycles(Coming):
    """People come to cycles, all through."""

    kind = "cycle"
    paths = CYCLE
    touched_by = dict.fromkeys(TAKEN, whole_of(kind))
