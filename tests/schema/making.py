"""Making things to ask about, the way people make them: by actions, in their own name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from communs.events import actions as meeting
from communs.groups.models import Group
from communs.resources import actions as writing
from communs.resources.choices import ResourceKind
from communs.threads import actions as talking
from communs.threads.models import Message, Thread
from communs.threads.reach import Reach
from tests.cast import Cast

START = datetime(2024, 4, 22, 7, 0, tzinfo=UTC)


def thread(cast: Cast, group: Group, *said: str, title: str = "Le fil", by: str = "bo") -> Thread:
    """Open a thread, and say something in it."""
    made: Thread = cast.perform(talking.open_thread, by, group=group, title=title)
    for body in said:
        message(cast, made, body)
    return made


def message(cast: Cast, thread: Thread, body: str, by: str = "bo", **given: Any) -> Message:
    """Say something."""
    made: Message = cast.perform(talking.post_message, by, thread=thread, body=body, **given)
    return made


def resource(
    cast: Cast, group: Group, *, title: str = "La charte", reach: Reach | None = None, **given: Any
) -> Any:
    """Draft a resource as bo; with a reach, ana publishes it."""
    given = {"kind": ResourceKind.GUIDE} | given
    made = cast.perform(writing.draft_resource, "bo", group=group, title=title, **given)
    if reach:
        made = cast.perform(writing.publish_resource, "ana", resource=made, reach=reach)
    return made


def event(cast: Cast, group: Group, *, title: str = "Le séminaire", **given: Any) -> Any:
    """Plan an event as ana: two days, in Paris."""
    given = {
        "starts_at": START,
        "ends_at": START + timedelta(days=2),
        "time_zone": "Europe/Paris",
    } | given
    return cast.perform(meeting.plan_event, "ana", group=group, title=title, **given)


def session(cast: Cast, event: Any, *, title: str = "L'atelier", hour: int = 1) -> Any:
    """Add a session of one hour to an event, as ana."""
    starts_at = START + timedelta(hours=hour)
    times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1)}
    return cast.perform(meeting.add_session, "ana", event=event, title=title, **times)
