"""Moves: what of a plan's time and place an edit really changed, for those who meant to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from backend.journal import record

from .facts import EventRescheduled, SessionRescheduled
from .models import Event, Session


@dataclass(frozen=True)
class Whereabouts:
    """When and where something is to take place."""

    starts_at: datetime
    ends_at: datetime
    time_zone: str
    place: str


def whereabouts(plan: Event | Session) -> Whereabouts:
    """Say when and where something is to take place, as planned now."""
    zone = (plan.event if isinstance(plan, Session) else plan).time_zone
    return Whereabouts(plan.starts_at, plan.ends_at, zone, plan.place)


def record_move(plan: Event | Session, was: Whereabouts) -> None:
    """Record that something moved, if it did."""
    now = whereabouts(plan)
    if now == was:
        return
    before = (was.starts_at, was.ends_at, was.time_zone)
    after = (now.starts_at, now.ends_at, now.time_zone)
    elsewhere = now.place != was.place
    if isinstance(plan, Session):
        record(SessionRescheduled(plan.event_id, plan.pk, *before, *after, elsewhere))
    else:
        record(EventRescheduled(plan.pk, *before, *after, elsewhere))
