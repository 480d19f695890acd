"""What people do with the programme: say who speaks, in an event and in each of its sessions."""

from __future__ import annotations

from typing import Annotated

from django.utils import timezone

from backend.journal import record
from backend.rules import Actor
from communs.events import rules
from communs.events.facts import SpeakersSet
from communs.events.models import Event, Session
from communs.events.programme import EventSpeaker, write_speakers

from .events import TheEvent
from .sessions import TheSession

TheSpeakers = Annotated[list[EventSpeaker], "All who speak there, in their order: at most 50."]


def set_event_speakers(*, by: Actor, event: TheEvent, speakers: TheSpeakers) -> Event:
    """Say who speaks in an event as a whole; those of its sessions stay as they are."""
    rules.can_edit.require(by, event)
    write_speakers(event, None, speakers)
    event.edited_at = timezone.now()
    event.save(update_fields=["edited_at"])
    record(SpeakersSet(event=event.pk))
    return event


def set_session_speakers(*, by: Actor, session: TheSession, speakers: TheSpeakers) -> Session:
    """Say who speaks in a session, in the place of all who did."""
    rules.can_edit_session.require(by, session)
    write_speakers(session.event, session, speakers)
    session.edited_at = timezone.now()
    session.save(update_fields=["edited_at"])
    record(SpeakersSet(event=session.event_id, session=session.pk))
    return session
