"""What registrations do when something happened: write to those who come, and move with events."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from backend import journal
from backend.journal.following import Follower
from backend.journal.models import Entry
from communs.events.facts import (
    EventCancelled,
    EventRescheduled,
    SessionCancelled,
    SessionRescheduled,
)
from communs.events.models import Event, Session

from .facts import MovedUp, Registered, RegistrationCancelled
from .letters import tell, when
from .models import Desk, Registration


class RegistrationsFollower(Follower):
    """Tells those who come of what concerns them."""

    name = "registrations"

    def follow(self, entries: Sequence[Entry]) -> None:
        """Act on what concerns those who come; of everything else, on nothing."""
        for entry in entries:
            if entry.kind in FOLLOWED:
                FOLLOWED[entry.kind](entry, entry.fact)


def _registered(entry: Entry, fact: Registered) -> None:
    _tell_one(entry, fact, "waiting" if fact.is_waiting else "registered")


def _moved_up(entry: Entry, fact: MovedUp) -> None:
    _tell_one(entry, fact, "moved_up")


def _cancelled(entry: Entry, fact: RegistrationCancelled) -> None:
    if fact.is_by_other:
        made = Registration.objects.filter(pk=fact.registration).first()
        reason = made.cancellation_reason if made else ""
        _tell_one(entry, fact, "cancelled", reason=reason)


def _event_cancelled(entry: Entry, fact: EventCancelled) -> None:
    event = Event.objects.filter(pk=fact.event).first()
    if event is not None and event.ends_at > entry.at:
        _tell_off(entry, event, _coming_to(event, entry), event)


def _session_cancelled(entry: Entry, fact: SessionCancelled) -> None:
    session = Session.objects.select_related("event").filter(pk=fact.session).first()
    if session is not None and session.ends_at > entry.at:
        _tell_off(entry, session, _coming_to_session(session, entry), session.event)


def _event_moved(entry: Entry, fact: EventRescheduled) -> None:
    event = Event.objects.filter(pk=fact.event).first()
    if event is None:
        return
    _move(Q(desk__event=event.pk), event)
    if max(fact.from_end, fact.to_end) > entry.at:  # else the past was put right
        _tell_moved(entry, fact, event, _coming_to(event, entry), event)


def _session_moved(entry: Entry, fact: SessionRescheduled) -> None:
    session = Session.objects.select_related("event").filter(pk=fact.session).first()
    if session is None:
        return
    _move(Q(desk__session=session.pk), session)
    if max(fact.from_end, fact.to_end) > entry.at:
        people = _coming_to_session(session, entry)
        _tell_moved(entry, fact, session, people, session.event)


def _tell_one(entry: Entry, fact: Any, letter: str, **more: str) -> None:
    """Write to somebody of their own registration."""
    desk = Desk.objects.with_subject().filter(pk=fact.desk).first()
    if desk is None:
        return

    def words(language: str) -> dict[str, str]:
        return {"title": _title(desk.subject), "when": _when(desk.meeting, language), **more}

    tell(entry, letter, [fact.person], audience=desk.audience, words=words)


def _tell_off(entry: Entry, plan: Event | Session, people: Sequence[UUID], event: Event) -> None:
    """Write that something will not take place."""

    def words(language: str) -> dict[str, str]:
        said = {"title": _title(plan), "when": _when(plan, language)}
        return said | {"reason": plan.cancellation_reason}

    tell(entry, "called_off", people, audience=event.audience, words=words)


def _tell_moved(
    entry: Entry, fact: Any, plan: Event | Session, people: Sequence[UUID], event: Event
) -> None:
    """Write that something moved: the times as the fact says, whatever happened since."""

    def words(language: str) -> dict[str, str]:
        return {
            "title": _title(plan),
            "was": when(fact.from_start, fact.from_end, fact.from_zone, language),
            "now": when(fact.to_start, fact.to_end, fact.to_zone, language),
            "is_elsewhere": fact.is_elsewhere,
            "place": plan.place or event.place,
        }

    tell(entry, "rescheduled", people, audience=event.audience, words=words)


def _coming_to(event: Event, entry: Entry) -> list[UUID]:
    """Find who has a place or waits for one: at the event, at its sessions, at its cycle."""
    theirs = Q(desk__event=event.pk) | Q(desk__session__event=event.pk)
    if event.cycle_id:
        theirs |= Q(desk__cycle=event.cycle_id)
    return _coming(theirs, entry)


def _coming_to_session(session: Session, entry: Entry) -> list[UUID]:
    """Find who comes to a session: to it alone, or to the whole that it is part of."""
    theirs = Q(desk__session=session.pk) | Q(desk__event=session.event_id)
    if session.event.cycle_id:
        theirs |= Q(desk__cycle=session.event.cycle_id)
    return _coming(theirs, entry)


def _coming(theirs: Q, entry: Entry) -> list[UUID]:
    """Find those who had registered when it happened; later ones knew it already."""
    standing = Registration.objects.standing().filter(theirs, created_at__lte=entry.at)
    return list(standing.order_by("person").values_list("person", flat=True).distinct())


def _move(theirs: Q, plan: Event | Session) -> None:
    with journal.atomic():
        Registration.objects.filter(theirs).update(starts_at=plan.starts_at)


def _title(thing: Any) -> str:
    return f"{thing.event.title} · {thing.title}" if isinstance(thing, Session) else thing.title


def _when(plan: Event | Session | None, language: str) -> str:
    if plan is None:
        return ""
    zone = (plan.event if isinstance(plan, Session) else plan).time_zone
    return when(plan.starts_at, plan.ends_at, zone, language)


FOLLOWED: Mapping[str, Callable[[Entry, Any], None]] = {
    Registered.kind(): _registered,
    MovedUp.kind(): _moved_up,
    RegistrationCancelled.kind(): _cancelled,
    EventCancelled.kind(): _event_cancelled,
    SessionCancelled.kind(): _session_cancelled,
    EventRescheduled.kind(): _event_moved,
    SessionRescheduled.kind(): _session_moved,
}
