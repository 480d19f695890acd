"""Attendance: who of those with a place was there."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.rules import Invalid, Limited
from communs.people.models import Person

from .models import Desk, RegistrationState

MOST_AT_ONCE = 100  # people in each of the two lists


def mark(desk: Desk, *, attended: Sequence[Person], absent: Sequence[Person]) -> tuple[int, int]:
    """Note who was there and who was not, all or none; give how many of each."""
    were = _with_place(desk, attended, field="attended")
    were_not = _with_place(desk, absent, field="absent")
    if were & were_not:
        raise Invalid(_("Nobody was both there and absent."), field="absent")
    desk.registrations.filter(pk__in=were).update(state=RegistrationState.ATTENDED)
    desk.registrations.filter(pk__in=were_not).update(state=RegistrationState.ABSENT)
    return len(were), len(were_not)


def _with_place(desk: Desk, people: Sequence[Person], *, field: str) -> set[UUID]:
    """Find the registrations of people, each of whom must have a place."""
    if len(people) > MOST_AT_ONCE:
        raise Limited(_("At most %(most)d people at a time.") % {"most": MOST_AT_ONCE}, field=field)
    keys = {person.pk for person in people}
    found = set(desk.registrations.placed().filter(person__in=keys).values_list("pk", flat=True))
    if len(found) < len(keys):
        raise Invalid(_("Somebody named has no place here."), field=field)
    return found
