"""What a desk must keep to: one thing to register for, places, and an end after the opening."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from backend.rules import Invalid
from backend.unset import UNSET
from communs.events.planning import YEARS

from .models import Desk

MOST_PLACES = 100_000


def the_one(**things: Model | None) -> tuple[str, Any]:
    """Give the name and the row of the one thing that was named; refuse none, and several."""
    named = [(name, thing) for name, thing in things.items() if thing is not None]
    if len(named) != 1:
        raise Invalid(_("Name an event, a session or a cycle: one of them."), field="event")
    return named[0]


def change(desk: Desk, given: Mapping[str, Any]) -> None:
    """Set what was given; it must make sense together."""
    for name, value in given.items():
        if value is not UNSET:
            setattr(desk, name, value)
    if desk.capacity is not None and not 1 <= desk.capacity <= MOST_PLACES:
        reason = _("A number of places from 1 to %(most)d.") % {"most": MOST_PLACES}
        raise Invalid(reason, field="capacity")
    _check_times(desk)


def _check_times(desk: Desk) -> None:
    for field in ("opens_at", "closes_at"):
        moment = getattr(desk, field)
        if moment is not None and moment.year not in YEARS:
            raise Invalid(_("Nobody plans that far."), field=field)
    if desk.opens_at and desk.closes_at and desk.closes_at <= desk.opens_at:
        raise Invalid(_("It must close after it opens."), field="closes_at")
