"""What people do with events: plan, edit from a revision, cancel; and session by session.

Whoever changes a session holds its event's lock too, taken after the session's: so a session
stays inside its event whatever is moved at the same time.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.db.models import Max
from django.utils import timezone

from backend.journal import record
from backend.rules import Actor
from backend.unset import UNSET, Unset
from communs.classification.carrying import Territories, Topics, classify
from communs.groups.models import Group
from communs.threads.opening import start_thread
from communs.threads.reach import Reach

from . import rules
from .facts import (
    EventCancelled,
    EventClassified,
    EventEdited,
    EventPlanned,
    SessionAdded,
    SessionCancelled,
    SessionEdited,
)
from .models import Event, Session
from .planning import change, check_around, check_inside, check_times, clean_reason, cleaned

TheGroup = Annotated[Group, "The group that holds it."]
TheEvent = Annotated[Event, "The event."]
TheSession = Annotated[Session, "The session."]
StartsFrom = Annotated[int, "The revision that the edit starts from."]


def plan_event(
    *,
    by: Actor,
    group: TheGroup,
    title: Annotated[str, "Its title, on one line: at most 200 characters."],
    starts_at: Annotated[datetime, "When it starts, with its offset."],
    ends_at: Annotated[datetime, "When it ends, with its offset."],
    time_zone: Annotated[str, "The time zone it takes place in: Europe/Paris."],
    reach: Annotated[Reach | None, "Who sees it; the group's own, unless said."] = None,
    summary: Annotated[str | None, "What it is about: at most 1,000 characters."] = None,
    description: Annotated[str | None, "Everything to know, in Markdown."] = None,
    place: Annotated[str | None, "Where: at most 300 characters."] = None,
    online_url: Annotated[str | None, "Where to join it online: http or https."] = None,
) -> Event:
    """Plan a meeting of a group; a thread to talk about it comes with it."""
    rules.can_plan.require(by, group)
    given = {"title": title, "starts_at": starts_at, "ends_at": ends_at, "time_zone": time_zone}
    given |= {"summary": summary or "", "description": description or ""}
    given |= {"place": place or "", "online_url": online_url or ""}
    audience = (reach or Reach.GROUP).audience(group.pk)
    event = Event(group=group, audience=audience, created_by_id=by.somebody, **cleaned(given))
    check_times(event)
    event.thread = start_thread(by=by, title=event.title, audience=audience, group=group.pk)
    event.save(force_insert=True)
    record(EventPlanned(event=event.pk))
    return event


def edit_event(
    *,
    by: Actor,
    event: TheEvent,
    revision: StartsFrom,
    title: Annotated[str | Unset, "Its title, on one line: at most 200 characters."] = UNSET,
    summary: Annotated[str | Unset, "What it is about: at most 1,000 characters."] = UNSET,
    description: Annotated[str | Unset, "Everything to know, in Markdown."] = UNSET,
    starts_at: Annotated[datetime | Unset, "When it starts, with its offset."] = UNSET,
    ends_at: Annotated[datetime | Unset, "When it ends, with its offset."] = UNSET,
    time_zone: Annotated[str | Unset, "The time zone it takes place in."] = UNSET,
    place: Annotated[str | Unset, "Where: at most 300 characters."] = UNSET,
    online_url: Annotated[str | Unset, "Where to join it online: http or https."] = UNSET,
) -> Event:
    """Plan an event anew; CONFLICT when it has moved on since the revision named."""
    rules.can_edit.require(by, event)
    texts = {"title": title, "summary": summary, "description": description, "place": place}
    times = {"starts_at": starts_at, "ends_at": ends_at, "time_zone": time_zone}
    change(event, revision, {**texts, **times, "online_url": online_url})
    check_around(event)
    event.save()
    record(EventEdited(event=event.pk, revision=event.revision))
    return event


def classify_event(
    *, by: Actor, event: TheEvent, topics: Topics = UNSET, territories: Territories = UNSET
) -> Event:
    """Say what an event is about, and where it takes place."""
    rules.can_classify.require(by, event)
    classify(event, topics=topics, territories=territories)
    record(EventClassified(event=event.pk))
    return event


def cancel_event(
    *,
    by: Actor,
    event: TheEvent,
    reason: Annotated[str, "Why, for everybody who would have come."],
) -> Event:
    """Cancel an event: it stays to be seen, and its thread to be written in."""
    rules.can_cancel.require(by, event)
    event.cancellation_reason = clean_reason(reason)
    event.cancelled_at = timezone.now()
    event.save(update_fields=["cancellation_reason", "cancelled_at"])
    record(EventCancelled(event=event.pk))
    return event


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
    change(session, revision, {**texts, **times, "online_url": online_url})
    check_inside(session, session.event)
    session.save()
    record(SessionEdited(event=session.event_id, session=session.pk, revision=session.revision))
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
