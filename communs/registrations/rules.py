"""Who may do what at desks: whoever sees a thing registers, those who look after it open and close.

Rules judge a desk that was loaded together with what it is for.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.rules import Actor, Reason, Rule, rule
from communs.events.models import Cycle, Session
from communs.events.rules import is_running, of_event, takes_place
from communs.groups.rules import is_signed_in
from communs.threads.rules import looks_after

from .models import Desk


@rule(_("This is cancelled, or over."))
def goes_ahead(_actor: Actor, desk: Desk) -> bool:
    """Still be meant to happen."""
    return desk.goes_ahead


@rule(_("Registration has not opened yet."))
def has_opened(_actor: Actor, desk: Desk) -> bool:
    """Take registrations by now."""
    return desk.opens_at is None or desk.opens_at <= timezone.now()


@rule(_("Registration is closed."))
def is_open(_actor: Actor, desk: Desk) -> bool:
    """Still take registrations."""
    until = desk.takes_until
    return desk.closed_at is None and (until is None or timezone.now() < until)


@rule(_("Registration was not closed by hand."))
def is_closed(_actor: Actor, desk: Desk) -> bool:
    """Have been closed by somebody."""
    return desk.closed_at is not None


@rule(_("Registration was closed already."))
def is_not_closed(_actor: Actor, desk: Desk) -> bool:
    """Not have been closed by anybody."""
    return desk.closed_at is None


@rule(_("This has begun."))
def is_ahead(_actor: Actor, desk: Desk) -> bool:
    """Still be to come; a cycle is until it ends."""
    return desk.starts_at is None or timezone.now() < desk.starts_at


@rule(_("This has not begun yet."))
def has_begun(_actor: Actor, desk: Desk) -> bool:
    """Be under way, or over."""
    return desk.starts_at is None or desk.starts_at <= timezone.now()


@rule(_("Attendance is recorded event by event."))
def is_a_meeting(_actor: Actor, desk: Desk) -> bool:
    """Take place at one time."""
    return desk.meeting is not None


def _open(actor: Actor, thing: Any) -> Reason | None:
    if thing is None:
        return is_signed_in.refusal(actor, thing)
    if isinstance(thing, Session):
        return (of_event(looks_after & takes_place) & takes_place).refusal(actor, thing)
    still = is_running if isinstance(thing, Cycle) else takes_place
    return (looks_after & still).refusal(actor, thing)


takes = goes_ahead & has_opened & is_open  # whoever comes

can_open = Rule(_open)  # judged by what one is to register for
can_edit = looks_after & goes_ahead
can_close = looks_after & is_not_closed
can_reopen = looks_after & is_closed & goes_ahead
can_register = is_signed_in & takes
can_cancel = is_signed_in & is_ahead
can_cancel_of_others = looks_after & is_ahead
can_record = looks_after & is_a_meeting & has_begun
can_renew_feed = is_signed_in
