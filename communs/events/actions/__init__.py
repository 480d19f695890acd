"""What people do with events, their sessions and their cycles.

Whoever changes a session's time holds its event's lock too, taken after the session's: so a
session stays inside its event whatever is moved at the same time.
"""

from .cycles import classify_cycle, edit_cycle, end_cycle, set_cycle_organizations, start_cycle
from .events import (
    cancel_event,
    classify_event,
    edit_event,
    plan_event,
    set_event_organizations,
    tell_outcome,
)
from .sessions import add_session, cancel_session, edit_session
from .speakers import set_event_speakers, set_session_speakers

__all__ = [
    "add_session",
    "cancel_event",
    "cancel_session",
    "classify_cycle",
    "classify_event",
    "edit_cycle",
    "edit_event",
    "edit_session",
    "end_cycle",
    "plan_event",
    "set_cycle_organizations",
    "set_event_organizations",
    "set_event_speakers",
    "set_session_speakers",
    "start_cycle",
    "tell_outcome",
]
