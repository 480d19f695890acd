"""Who may do what to events: those who look after the group plan, everybody who sees them comes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.rules import Actor, Rule, rule
from communs.groups.rules import admits
from communs.threads.rules import looks_after, moderates


@rule(_("This is cancelled."))
def takes_place(_actor: Actor, meeting: Any) -> bool:
    """Still be meant to happen: an event, or a session."""
    return not meeting.is_cancelled


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
