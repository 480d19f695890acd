"""What people do with sessions: add, edit from a revision, cancel."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.db.models import Max
from django.utils import timezone

from backend.journal import record
from backend.rules import Actor
from backend.unset import UNSET, Unset
from communs.events import rules
from communs.events.facts import SessionAdded, SessionCancelled, SessionEdited
from communs.events.models import Event, Session
from communs.events.moving import record_move, whereabouts
from communs.events.planning import change, check_inside, check_times, clean_reason, cleaned
from communs.threads.opening import start_thread

from .events import StartsFrom, TheEvent

TheSession = Annotated[Session, "The session."]


def add_session(
    *,
    by: Actor,
    event: TheEvent,
    title: Annotated[str, "Its title, on one line: at most 200 characters."],
    starts_at: Annotated[datetime, "When it starts, with its offset."],
    ends_at: Annotated[datetime, "When it ends, with its offset."],
    description: Annotated[str | None, "What is done in it, in Markdown."] = None,
    place: Annotated[str | None, "Where, if not simply where the event is."] = None,
    online_url: Annotated[str | None, "Where to join it online, if not by the event's."] = None,
) -> Session:
    """Add a session to an event, within its time; a thread to talk about it comes with it."""
    rules.can_add_session.require(by, event)
    given = {"title": title, "starts_at": starts_at, "ends_at": ends_at}
    given |= {"description": description or "", "place": place or ""}
    session = Session(event=event, **cleaned(given | {"online_url": online_url or ""}))
    check_times(session)
    check_inside(session, event)
    session.position = (event.sessions.aggregate(last=Max("position"))["last"] or 0) + 1
    session.thread = start_thread(
        by=by, title=session.title, audience=event.audience, group=event.group_id
    )
    session.save(force_insert=True)
    record(SessionAdded(event=event.pk, session=session.pk))
    return session


def edit_session(
    *,
    by: Actor,
    session: TheSession,
    revision: StartsFrom,
    title: Annotated[str | Unset, "Its title, on one line: at most 200 characters."] = UNSET,
    description: Annotated[str | Unset, "What is done in it, in Markdown."] = UNSET,
    starts_at: Annotated[datetime | Unset, "When it starts, with its offset."] = UNSET,
    ends_at: Annotated[datetime | Unset, "When it ends, with its offset."] = UNSET,
    place: Annotated[str | Unset, "Where, if not simply where the event is."] = UNSET,
    online_url: Annotated[str | Unset, "Where to join it online."] = UNSET,
    position: Annotated[int | Unset, "Its place among those that start with it."] = UNSET,
) -> Session:
    """Plan a session anew; CONFLICT when it has moved on since the revision named."""
    rules.can_edit_session.require(by, session)
    _hold_event(session)
    rules.can_edit_session.require(by, session)  # again: it may have been cancelled a moment ago
    texts = {"title": title, "description": description, "place": place}
    times = {"starts_at": starts_at, "ends_at": ends_at, "position": position}
    was = whereabouts(session)
    change(session, revision, {**texts, **times, "online_url": online_url})
    check_inside(session, session.event)
    session.save()
    record(SessionEdited(event=session.event_id, session=session.pk, revision=session.revision))
    record_move(session, was)
    return session


def cancel_session(
    *,
    by: Actor,
    session: TheSession,
    reason: Annotated[str, "Why, for everybody who would have come."],
) -> Session:
    """Cancel one session of an event: it stays in the programme, marked so."""
    rules.can_cancel_session.require(by, session)
    session.cancellation_reason = clean_reason(reason)
    session.cancelled_at = timezone.now()
    session.save(update_fields=["cancellation_reason", "cancelled_at"])
    record(SessionCancelled(event=session.event_id, session=session.pk))
    return session


def _hold_event(session: Session) -> None:
    """Lock the event of a session, and see it as it is now."""
    session.event = Event.objects.select_for_update(no_key=True).get(pk=session.event_id)
