"""What people do with events: plan, edit from a revision, cancel; and tell what came of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.utils import timezone

from backend.journal import record
from backend.rules import Actor
from backend.unset import UNSET, Unset
from communs.classification.carrying import Territories, Topics, classify
from communs.events import rules
from communs.events.choices import EventKind
from communs.events.facts import (
    EventCancelled,
    EventClassified,
    EventEdited,
    EventOrganizationsSet,
    EventPlanned,
    OutcomeTold,
)
from communs.events.linking import relink, set_organizations
from communs.events.models import Cycle, Event
from communs.events.moving import record_move, whereabouts
from communs.events.planning import (
    change,
    check_around,
    check_times,
    clean_reason,
    cleaned,
    join,
    rewrite,
)
from communs.events.telling import EventReplay, check_resources, write_replays
from communs.groups.models import Group
from communs.organizations.models import Organization
from communs.resources.models import Resource
from communs.threads.opening import start_thread
from communs.threads.reach import Reach

TheGroup = Annotated[Group, "The group that holds it."]
TheEvent = Annotated[Event, "The event."]
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
    kind: Annotated[EventKind | None, "What kind of meeting it is; a meeting, unless said."] = None,
    cycle: Annotated[Cycle | None, "The series that it is part of."] = None,
) -> Event:
    """Plan a meeting of a group; a thread to talk about it comes with it."""
    rules.can_plan.require(by, group)
    given = {"title": title, "starts_at": starts_at, "ends_at": ends_at, "time_zone": time_zone}
    given |= {"summary": summary or "", "description": description or ""}
    given |= {"place": place or "", "online_url": online_url or ""}
    given |= {"kind": kind or EventKind.MEETING}
    audience = (reach or Reach.GROUP).audience(group.pk)
    event = Event(group=group, audience=audience, created_by_id=by.somebody, **cleaned(given))
    check_times(event)
    join(event, cycle, by=by)
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
    kind: Annotated[EventKind | Unset, "What kind of meeting it is."] = UNSET,
    cycle: Annotated[Cycle | Unset | None, "The series it is part of; null for none."] = UNSET,
) -> Event:
    """Plan an event anew; CONFLICT when it has moved on since the revision named."""
    rules.can_edit.require(by, event)
    texts = {"title": title, "summary": summary, "description": description, "place": place}
    times = {"starts_at": starts_at, "ends_at": ends_at, "time_zone": time_zone}
    was = whereabouts(event)
    change(event, revision, {**texts, **times, "online_url": online_url, "kind": kind})
    join(event, cycle, by=by)
    check_around(event)
    event.save()
    record(EventEdited(event=event.pk, revision=event.revision))
    record_move(event, was)
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


def set_event_organizations(
    *,
    by: Actor,
    event: TheEvent,
    organizing: Annotated[list[Organization], "Those that hold it, in their order: at most 50."],
    partners: Annotated[list[Organization], "Those that help, in their order: at most 50."],
) -> Event:
    """Say which organizations hold an event, and which help: in the place of all former ones."""
    rules.can_edit.require(by, event)
    set_organizations(event, organizing, partners, by=by)
    event.edited_at = timezone.now()
    event.save(update_fields=["edited_at"])
    record(EventOrganizationsSet(event=event.pk))
    return event


def tell_outcome(
    *,
    by: Actor,
    event: TheEvent,
    revision: StartsFrom,
    outcome: Annotated[str | Unset, "What came of it, in Markdown."] = UNSET,
    replays: Annotated[list[EventReplay] | Unset, "All its replays, in order: at most 20."] = UNSET,
    resources: Annotated[list[Resource] | Unset, "What came of it, in order: at most 100."] = UNSET,
) -> Event:
    """Tell what came of an event that has begun; what is left out stays, as do others' drafts."""
    rules.can_tell_outcome.require(by, event)
    rewrite(event, revision, {"outcome": outcome})
    event.save()
    if replays is not UNSET:
        write_replays(event, replays)
    if resources is not UNSET:
        relink(event, "resources", check_resources(resources), by=by)
    record(OutcomeTold(event=event.pk, revision=event.revision))
    return event
