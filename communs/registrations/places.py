"""Places: given, freed and passed on, always under the lock of their desk.

Whoever locks a desk and what it is for locks the desk first, then a session, then its event.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils import timezone

from backend.journal import record
from communs.events.models import Cycle, Event, Session

from .facts import MovedUp, Registered, RegistrationCancelled
from .models import Desk, Registration, RegistrationState
from .queries import who_still_see

COUNTS = ["taken_count", "waiting_count", "last_number"]


def hold_subject(desk: Desk) -> None:
    """Lock what a desk is for, and see it as it is now: it may be cancelled at this moment."""
    if desk.session_id:
        desk.session = _held(Session, desk.session_id)
        desk.session.event = _held(Event, desk.session.event_id)
    if desk.event_id:
        desk.event = _held(Event, desk.event_id)
    if desk.cycle_id:
        desk.cycle = _held(Cycle, desk.cycle_id)


def take_place(desk: Desk, person: UUID) -> Registration:
    """Give a place while there is one, after those who wait for it; the waiting list otherwise."""
    move_up(desk)
    is_waiting = desk.places_left == 0
    now = timezone.now()
    desk.last_number += 1
    desk.waiting_count += is_waiting
    desk.taken_count += not is_waiting
    desk.save(update_fields=COUNTS)
    made = desk.registrations.create(
        created_at=now,
        person_id=person,
        number=desk.last_number,
        state=RegistrationState.WAITING if is_waiting else RegistrationState.REGISTERED,
        starts_at=desk.starts_at or now,
        placed_at=None if is_waiting else now,
    )
    record(Registered(person=person, desk=desk.pk, registration=made.pk, is_waiting=is_waiting))
    return made


def give_up(desk: Desk, registration: Registration, *, by: UUID, reason: str = "") -> None:
    """Free the place of a registration (or leave the waiting list), and pass it on."""
    was_waiting = registration.state == RegistrationState.WAITING
    desk.waiting_count -= was_waiting
    desk.taken_count -= not was_waiting
    desk.save(update_fields=COUNTS)
    registration.state = RegistrationState.CANCELLED
    registration.cancelled_at = timezone.now()
    registration.cancelled_by_id = by
    registration.cancellation_reason = reason
    registration.save(
        update_fields=["state", "cancelled_at", "cancelled_by", "cancellation_reason"]
    )
    record(
        RegistrationCancelled(
            person=registration.person_id,
            desk=desk.pk,
            registration=registration.pk,
            is_by_other=by != registration.person_id,
        )
    )
    move_up(desk)


def move_up(desk: Desk) -> None:
    """Give the places that are free to those who wait, first come first, if it goes ahead.

    Whoever no longer sees what they wait for (they left the group, say) keeps waiting: to be
    told of it would tell them of what is no longer theirs.
    """
    if not desk.waiting_count or desk.places_left == 0 or not desk.goes_ahead:
        return
    moved = _next(desk)
    now = timezone.now()
    desk.registrations.filter(pk__in=[each.pk for each in moved]).update(
        state=RegistrationState.REGISTERED, placed_at=now
    )
    desk.waiting_count -= len(moved)
    desk.taken_count += len(moved)
    desk.save(update_fields=COUNTS)
    for each in moved:
        record(MovedUp(person=each.person_id, desk=desk.pk, registration=each.pk))


def _next(desk: Desk) -> Sequence[Registration]:
    """Find those whose turn it is."""
    waiting = list(desk.registrations.waiting())
    seeing = who_still_see(desk.audience, [each.person_id for each in waiting])
    return [each for each in waiting if each.person_id in seeing][: desk.places_left]


def _held(model: type[Model], key: UUID | None) -> Any:
    rows: Any = model._default_manager
    return rows.select_for_update(no_key=True).get(pk=key)
