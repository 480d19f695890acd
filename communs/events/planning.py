"""What a plan must keep to: an end after the start, a time zone that exists, sessions inside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

from django.db.models import Max, Min
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.rules import Actor, Conflict, Invalid
from backend.texts import clean, clean_address, clean_line
from backend.unset import UNSET, Unset
from backend.zones import clean_zone

from . import rules
from .models import ENDS_AFTER_START, Cycle, Event, Session

Plan: TypeAlias = "Event | Session | Cycle"  # whatever is written from revision to revision

LONGEST_SUMMARY = 1_000
LONGEST_DESCRIPTION = 50_000
LONGEST_PLACE = 300
LONGEST_OUTCOME = 50_000
LONGEST_REASON = 1_000
YEARS = range(1900, 2200)  # beyond them calendars, and time zones, have nothing to say
HIGHEST_POSITION = 1_000


def cleaned(given: Mapping[str, Any]) -> dict[str, Any]:
    """Give, made clean, those of a plan's columns that were given at all."""
    columns = {name: value for name, value in given.items() if value is not UNSET}
    return {
        name: CLEANERS[name](value) if name in CLEANERS else value
        for name, value in columns.items()
    }


def rewrite(plan: Plan, revision: int, given: Mapping[str, Any]) -> None:
    """Set what was given, from the revision that it starts from."""
    if revision != plan.revision:
        reason = _("Somebody edited this in the meantime: take up from what it is now.")
        raise Conflict(reason, current=plan, field="revision")
    for name, value in cleaned(given).items():
        setattr(plan, name, value)
    plan.revision += 1
    plan.edited_at = timezone.now()


def change(plan: Event | Session, revision: int, given: Mapping[str, Any]) -> None:
    """Set what was given, as `rewrite` does; start and end must make sense together."""
    rewrite(plan, revision, given)
    check_times(plan)


def join(event: Event, cycle: Cycle | Unset | None, *, by: Actor) -> None:
    """Make an event part of a cycle, where one was named, or of none."""
    if cycle is UNSET:
        return
    if cycle and cycle.pk != event.cycle_id:
        rules.can_extend_cycle.require(by, cycle)
    event.cycle = cycle


def check_times(plan: Event | Session) -> None:
    """Refuse what ends before it starts."""
    if plan.ends_at <= plan.starts_at:
        raise Invalid(ENDS_AFTER_START, field="ends_at")


def check_inside(session: Session, event: Event) -> None:
    """Refuse a session that does not lie within its event."""
    if session.starts_at < event.starts_at:
        raise Invalid(_("The event has not started by then."), field="starts_at")
    if session.ends_at > event.ends_at:
        raise Invalid(_("The event is over by then."), field="ends_at")


def check_around(event: Event) -> None:
    """Refuse times of an event that leave some of its sessions outside."""
    around = event.sessions.taking_place().aggregate(first=Min("starts_at"), last=Max("ends_at"))
    if around["first"] and around["first"] < event.starts_at:
        raise Invalid(_("One of its sessions starts before: move it first."), field="starts_at")
    if around["last"] and around["last"] > event.ends_at:
        raise Invalid(_("One of its sessions ends after: move it first."), field="ends_at")


def clean_reason(reason: str) -> str:
    """Give the reason of a cancellation, made clean: there must be one."""
    return clean(reason, field="reason", most=LONGEST_REASON)


def _moment(field: str) -> Any:
    def cleaner(moment: datetime) -> datetime:
        if moment.year in YEARS:  # else it may have no place in another zone
            moment = moment.astimezone(UTC)  # in one zone only the clocks would be compared
        if moment.year not in YEARS:
            raise Invalid(_("Nobody plans that far."), field=field)
        return moment

    return cleaner


def _position(place: int) -> int:
    if not 1 <= place <= HIGHEST_POSITION:
        reason = _("A place from 1 to %(most)d.") % {"most": HIGHEST_POSITION}
        raise Invalid(reason, field="position")
    return place


def _text(field: str, most: int) -> Any:
    return lambda text: clean(text, field=field, most=most, blank=True)


CLEANERS: Mapping[str, Any] = {
    "title": lambda title: clean_line(title, field="title"),
    "summary": _text("summary", LONGEST_SUMMARY),
    "description": _text("description", LONGEST_DESCRIPTION),
    "outcome": _text("outcome", LONGEST_OUTCOME),
    "rhythm": lambda rhythm: clean_line(rhythm, field="rhythm", blank=True),
    "starts_at": _moment("starts_at"),
    "ends_at": _moment("ends_at"),
    "time_zone": clean_zone,
    "place": lambda place: clean_line(place, field="place", most=LONGEST_PLACE, blank=True),
    "online_url": lambda url: clean_address(url, field="online_url", blank=True),
    "position": _position,
}
