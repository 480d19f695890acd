"""What people do at desks: open and close them, register, give up a place, note who was there.

All of it happens under the lock of the desk, taken before any other of what it touches but the
people that the input names. A registration is named by its desk and its person for that reason.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.journal import record
from backend.rules import Actor, Conflict
from backend.texts import clean
from backend.unset import UNSET, Unset
from communs.events.models import Cycle, Event, Session
from communs.people.models import Person

from . import rules
from .attendance import mark
from .desks import change, the_one
from .facts import (
    AttendanceRecorded,
    CalendarFeedRenewed,
    RegistrationClosed,
    RegistrationEdited,
    RegistrationOpened,
    RegistrationReopened,
)
from .feeds import renew
from .models import CalendarFeed, Desk, Registration
from .places import give_up, hold_subject, move_up, take_place
from .queries import standing_of, to_cancel

LONGEST_REASON = 1_000

TheDesk = Annotated[Desk, "The desk."]
ThePerson = Annotated[Person, "The person who registered."]
Opening = Annotated[datetime | None, "From when one may register; at once, unless said."]
Closing = Annotated[datetime | None, "Until when one may register; until it starts, unless said."]


def open_registration(
    *,
    by: Actor,
    event: Annotated[Event | None, "The event that one is to register for; or a session."] = None,
    session: Annotated[Session | None, "The session that one is to register for."] = None,
    cycle: Annotated[Cycle | None, "The cycle that one is to register for, once for all."] = None,
    capacity: Annotated[int | None, "How many places there are; as many as come, unless."] = None,
    opens_at: Opening = None,
    closes_at: Closing = None,
) -> Desk:
    """Let people register for an event, for a session, or once for a whole cycle."""
    rules.can_open.require(by, event or session or cycle)
    name, thing = the_one(event=event, session=session, cycle=cycle)
    group = thing.event.group_id if isinstance(thing, Session) else thing.group_id
    desk = Desk(group_id=group, **{name: thing})
    change(desk, {"capacity": capacity, "opens_at": opens_at, "closes_at": closes_at})
    if (current := Desk.objects.filter(**{name: thing}).first()) is not None:
        raise Conflict(_("One can register for this already."), current=current)
    desk.save(force_insert=True)
    record(RegistrationOpened(desk=desk.pk))
    return desk


def edit_registration(
    *,
    by: Actor,
    desk: TheDesk,
    revision: Annotated[int, "The revision that the edit starts from."],
    capacity: Annotated[
        int | Unset | None,
        "How many places there are, null for as many as come. More of them go to those who wait;"
        " with fewer, whoever has a place keeps it.",
    ] = UNSET,
    opens_at: Annotated[datetime | Unset | None, "From when one may register."] = UNSET,
    closes_at: Annotated[datetime | Unset | None, "Until when one may register."] = UNSET,
) -> Desk:
    """Change places and times of a desk; CONFLICT when it has moved on since the revision named."""
    rules.can_edit.require(by, desk)
    hold_subject(desk)
    rules.can_edit.require(by, desk)  # again: it may have been cancelled a moment ago
    if revision != desk.revision:
        reason = _("Somebody edited this in the meantime: take up from what it is now.")
        raise Conflict(reason, current=desk, field="revision")
    change(desk, {"capacity": capacity, "opens_at": opens_at, "closes_at": closes_at})
    desk.revision += 1
    desk.save()
    record(RegistrationEdited(desk=desk.pk, revision=desk.revision))
    move_up(desk)
    return desk


def close_registration(*, by: Actor, desk: TheDesk) -> Desk:
    """Take nobody any more; those who wait still move up when a place is given up."""
    rules.can_close.require(by, desk)
    desk.closed_at = timezone.now()
    desk.save(update_fields=["closed_at"])
    record(RegistrationClosed(desk=desk.pk))
    return desk


def reopen_registration(*, by: Actor, desk: TheDesk) -> Desk:
    """Take people again, as far as the desk's times let them come."""
    rules.can_reopen.require(by, desk)
    desk.closed_at = None
    desk.save(update_fields=["closed_at"])
    record(RegistrationReopened(desk=desk.pk))
    return desk


def register(*, by: Actor, desk: TheDesk) -> Registration:
    """Take a place while there is one; otherwise wait for one, behind those who came before.

    CONFLICT, with the registration that stands, for whoever is registered already.
    """
    rules.can_register.require(by, desk)
    hold_subject(desk)
    rules.can_register.require(by, desk)  # again: it may have been cancelled a moment ago
    if (current := standing_of(desk, by.somebody)) is not None:
        raise Conflict(_("You are registered already."), current=current)
    return take_place(desk, by.somebody)


def cancel_registration(*, by: Actor, desk: TheDesk) -> Registration:
    """Give up your place, or your turn: whoever waits first moves up, and is told by mail."""
    rules.can_cancel.require(by, desk)
    registration = to_cancel(desk, by.somebody)
    hold_subject(desk)
    give_up(desk, registration, by=by.somebody)
    return registration


def cancel_registration_of(
    *,
    by: Actor,
    desk: TheDesk,
    person: ThePerson,
    reason: Annotated[str, "Why, for that person to read: at most 1,000 characters."],
) -> Registration:
    """Take back somebody's registration, who is told why by mail; whoever waits first moves up."""
    rules.can_cancel_of_others.require(by, desk)
    registration = to_cancel(desk, person.pk)
    reason = clean(reason, field="reason", most=LONGEST_REASON)
    hold_subject(desk)
    give_up(desk, registration, by=by.somebody, reason=reason)
    return registration


def record_attendance(
    *,
    by: Actor,
    desk: TheDesk,
    attended: Annotated[list[Person] | None, "Who was there: at most 100 people."] = None,
    absent: Annotated[list[Person] | None, "Who had a place and was not: at most 100."] = None,
) -> Desk:
    """Note who of those with a place was there, once it has begun; a later note corrects it."""
    rules.can_record.require(by, desk)
    were, were_not = mark(desk, attended=attended or [], absent=absent or [])
    record(AttendanceRecorded(desk=desk.pk, attended=were, absent=were_not))
    return desk


def renew_calendar_feed(*, by: Actor) -> CalendarFeed:
    """Give your private calendar feed an address, told only here; an earlier one ends.

    Under it a calendar program finds what you are registered for.
    """
    rules.can_renew_feed.require(by)
    feed = renew(by.somebody)
    record(CalendarFeedRenewed(person=by.somebody))
    return feed
