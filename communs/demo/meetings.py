"""Where the network met, and will meet: events, their sessions, who speaks, what came of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import partial

from django.utils import timezone

from backend.rules import Actor
from communs.events import actions
from communs.events.choices import EventKind
from communs.events.models import Cycle, Event
from communs.events.programme import EventSpeaker
from communs.events.telling import EventReplay, ReplayMark
from communs.groups.models import Group
from communs.people.models import Person
from communs.registrations.actions import open_registration, register
from communs.registrations.models import Desk
from communs.resources.models import Resource
from communs.threads.reach import Reach

from .content import PARIS, Head, Part, moment, texts
from .cycles import organizations
from .world import Step, World

THURSDAY = 3
AT_ONE = time(13, 0)
LONG = timedelta(minutes=90)
REPLAY = "https://www.lerameau.fr/"  # where the network shows its own


def steps() -> Iterator[Step]:
    """Give all that was planned, and what came of it."""
    for name, (event, *sessions) in texts("events").items():
        head = event.head
        at, by = moment(head["at"]), head["by"]
        yield Step(at, by, partial(_plan, name, event))
        yield Step(at, by, partial(_describe, name, head))
        for session in sessions:
            yield Step(moment(session.head["at"]), session.head["by"], partial(_add, name, session))
        if "capacity" in head:
            yield Step(at, by, partial(_open, name, head["capacity"]))
        for who in head.get("registered", []):
            yield Step(at + timedelta(hours=1), who, partial(_register, name))
        if outcome := head.get("outcome"):
            yield Step(moment(outcome["at"]), outcome["by"], partial(_tell, name, outcome))


def _times(head: Head) -> tuple[datetime, datetime]:
    """Give when an event is: of those to come, a Thursday so many days ahead."""
    if "coming" not in head:
        return moment(head["starts_at"]), moment(head["ends_at"])
    ahead = timezone.now().astimezone(PARIS) + timedelta(days=head["coming"])
    day = ahead + timedelta(days=(THURSDAY - ahead.weekday()) % 7)
    starts_at = datetime.combine(day.date(), AT_ONE, PARIS)
    return starts_at, starts_at + LONG


def _plan(name: str, part: Part, by: Actor, world: World) -> None:
    head = part.head
    starts_at, ends_at = _times(head)
    cycle = head.get("cycle")
    event = actions.plan_event(
        by=by,
        group=world.find(Group, head["group"], by),
        title=head["title"],
        starts_at=starts_at,
        ends_at=ends_at,
        time_zone=head["time_zone"],
        reach=Reach(head["reach"]),
        summary=head["summary"],
        description=part.text,
        place=head.get("place"),
        online_url=head.get("online_url"),
        kind=EventKind(head["kind"]),
        cycle=world.find(Cycle, cycle, by) if cycle else None,
    )
    world.keep(name, event)


def _describe(name: str, head: Head, by: Actor, world: World) -> None:
    """Say who organizes it, and who speaks."""
    actions.set_event_organizations(
        by=by,
        event=world.find(Event, name, by),
        organizing=organizations(head.get("organizing", []), by, world),
        partners=organizations(head.get("partners", []), by, world),
    )
    if speakers := [_speaker(each, by, world) for each in head.get("speakers", [])]:
        actions.set_event_speakers(by=by, event=world.find(Event, name, by), speakers=speakers)


def _speaker(head: Head, by: Actor, world: World) -> EventSpeaker:
    person, organization = head.get("person"), head.get("organization")
    return EventSpeaker(
        person=world.find(Person, person, by) if person else None,
        name=head.get("name"),
        line=head["line"],
        organization=organizations([organization], by, world)[0] if organization else None,
    )


def _add(name: str, part: Part, by: Actor, world: World) -> None:
    head = part.head
    session = actions.add_session(
        by=by,
        event=world.find(Event, name, by),
        title=head["title"],
        starts_at=moment(head["starts_at"]),
        ends_at=moment(head["ends_at"]),
        description=part.text,
        place=head.get("place"),
    )
    world.keep(f"{name}/{head['key']}", session)


def _open(name: str, capacity: int, by: Actor, world: World) -> None:
    desk = open_registration(by=by, event=world.find(Event, name, by), capacity=capacity)
    world.keep(name, desk)


def _register(name: str, by: Actor, world: World) -> None:
    register(by=by, desk=world.find(Desk, name, by))


def _tell(name: str, outcome: Head, by: Actor, world: World) -> None:
    event = world.find(Event, name, by)
    actions.tell_outcome(
        by=by,
        event=event,
        revision=event.revision,
        outcome=outcome["text"],
        resources=[world.find(Resource, each, by) for each in outcome["resources"]],
        replays=[_replay(outcome["replay"])] if "replay" in outcome else [],
    )


def _replay(head: Head) -> EventReplay:
    marks = [ReplayMark(seconds=seconds, label=label) for seconds, label in head["marks"]]
    return EventReplay(url=REPLAY, label=head["label"], marks=marks)
