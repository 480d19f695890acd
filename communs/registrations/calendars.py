"""The private feed: what one person is registered for, as far as they see it at this moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from backend.rules import NOBODY, Actor
from communs.events.calendars import Entry, calendar, entry_of, entry_of_session
from communs.events.models import Event, Session, Speaker
from communs.events.queries import with_programme
from communs.groups.actors import actor_of

from .feeds import hash_of
from .models import CalendarFeed, Registration, RegistrationState

MOST_ENTRIES = 1_000  # of each kind: the newest
KEPT = timedelta(days=366)  # after its end


def calendar_of_feed(token: str) -> bytes | None:
    """Make the calendar file that a token stands for; None when it stands for none."""
    feed = CalendarFeed.objects.select_related("person").filter(token_hash=hash_of(token)).first()
    actor = actor_of(feed.person) if feed else NOBODY
    if feed is None or not actor.is_signed_in:
        return None
    with translation.override(feed.person.language):
        entries = [*_events(actor), *_sessions(actor)]
        entries.sort(key=lambda entry: (entry.starts_at, entry.uid))
        return calendar(_("Communs: my registrations"), entries)


def _events(actor: Actor) -> Iterator[Entry]:
    """Give the events that one registered for, by themselves or by their cycle."""
    mine = Registration.objects.of(actor.person).standing()
    cycles = mine.filter(desk__cycle__isnull=False).values("desk__cycle")
    since = mine.filter(desk__cycle=OuterRef("cycle"), created_at__lte=OuterRef("ends_at"))
    chosen = Q(pk__in=mine.filter(desk__event__isnull=False).values("desk__event"))
    chosen |= Q(cycle__in=cycles) & Q(Exists(since))
    rows = Event.objects.visible_to(actor).filter(chosen, ends_at__gt=_since())
    own, of_cycles = _by(actor, "desk__event"), _by(actor, "desk__cycle")
    for event in with_programme(rows.order_by("-starts_at", "-pk"))[:MOST_ENTRIES]:
        if (made := own.get(event.pk) or of_cycles.get(event.cycle_id)) is not None:
            yield _marked(entry_of(event), made)


def _sessions(actor: Actor) -> Iterator[Entry]:
    """Give the sessions that one registered for alone."""
    own = _by(actor, "desk__session")
    rows = Session.objects.visible_to(actor).filter(pk__in=list(own), ends_at__gt=_since())
    speakers = Prefetch("speakers", Speaker.objects.select_related("person"))
    shown = rows.select_related("event").prefetch_related(speakers)
    for session in shown.order_by("-starts_at", "-pk")[:MOST_ENTRIES]:
        yield _marked(entry_of_session(session), own[session.pk])


def _by(actor: Actor, subject: str) -> Mapping[Any, Registration]:
    """Give somebody's standing registrations, by the key of what they are for."""
    mine = Registration.objects.of(actor.person).standing().filter(**{f"{subject}__isnull": False})
    rows: Any = mine.select_related("desk")
    name = subject.removeprefix("desk__")
    return {getattr(row.desk, f"{name}_id"): row for row in rows}


def _marked(entry: Entry, registration: Registration) -> Entry:
    """Say of an entry that one waits for it; it changes when a place comes."""
    stamp = max(entry.stamp, registration.placed_at or registration.created_at)
    if registration.state != RegistrationState.WAITING:
        return replace(entry, stamp=stamp)
    return replace(entry, stamp=stamp, title=_("%(title)s (waiting list)") % {"title": entry.title})


def _since() -> Any:
    return timezone.now() - KEPT
