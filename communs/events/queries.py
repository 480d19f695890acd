"""What calendar files are made of: events and cycles, for whoever sees them, with all they show."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from backend.rules import Actor

from .calendars import calendar, entry_of
from .models import Cycle, Event, Speaker

MOST_ENTRIES = 1_000  # of a cycle: the newest


def with_programme(events: QuerySet[Event]) -> QuerySet[Event]:
    """Give events with what their calendar entries show, in a number of queries that is fixed."""
    speakers = Speaker.objects.select_related("person")
    return events.prefetch_related(
        Prefetch("speakers", speakers), "sessions", Prefetch("sessions__speakers", speakers)
    )


def calendar_of_event(actor: Actor, key: UUID) -> bytes | None:
    """Make the calendar file of one event; None when it is not there for this actor."""
    event = with_programme(Event.objects.visible_to(actor)).filter(pk=key).first()
    return calendar(event.title, [entry_of(event)]) if event else None


def calendar_of_cycle(actor: Actor, key: UUID) -> bytes | None:
    """Make the calendar file of a cycle: of those of its events that this actor sees."""
    cycle = Cycle.objects.visible_to(actor).filter(pk=key).first()
    if cycle is None:
        return None
    events = Event.objects.visible_to(actor).filter(cycle=cycle).order_by("-starts_at", "-pk")
    newest = list(with_programme(events)[:MOST_ENTRIES])
    return calendar(cycle.title, map(entry_of, reversed(newest)))
