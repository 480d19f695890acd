"""Who may do what to events: those who look after the group plan, everybody who sees them comes."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.rules import Actor, Rule, rule
from communs.groups.rules import admits
from communs.threads.rules import looks_after, moderates

from .models import Cycle, Event


@rule(_("This is cancelled."))
def takes_place(_actor: Actor, meeting: Any) -> bool:
    """Still be meant to happen: an event, or a session."""
    return not meeting.is_cancelled


@rule(_("It has not begun yet."))
def has_begun(_actor: Actor, event: Event) -> bool:
    """Be under way, or over."""
    return event.starts_at <= timezone.now()


@rule(_("This cycle has ended."))
def is_running(_actor: Actor, cycle: Cycle) -> bool:
    """Still take events."""
    return cycle.is_running


def of_event(judged: Rule) -> Rule:
    """Judge a session by its event."""
    return Rule(lambda actor, session: judged.refusal(actor, session.event))


can_plan = admits  # those who look after the group
can_edit = looks_after & takes_place
can_classify = can_edit
can_cancel = moderates & takes_place
can_add_session = can_edit
can_edit_session = of_event(can_edit) & takes_place
can_cancel_session = of_event(can_cancel) & takes_place
can_tell_outcome = can_edit & has_begun
can_start_cycle = admits  # those who look after the group
can_edit_cycle = looks_after  # an ended one too: its page stays, with all that was said
can_extend_cycle = looks_after & is_running
can_end_cycle = moderates & is_running
