"""Where the network met: events and their sessions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from backend.rules import Actor
from communs.events import actions
from communs.events.models import Event
from communs.groups.models import Group
from communs.threads.reach import Reach

from .content import Part, moment, texts
from .world import Step, World


def steps() -> Iterator[Step]:
    """Give all that was planned."""
    for name, (event, *sessions) in texts("events").items():
        yield Step(moment(event.head["at"]), event.head["by"], partial(_plan, name, event))
        for session in sessions:
            yield Step(moment(session.head["at"]), session.head["by"], partial(_add, name, session))


def _plan(name: str, part: Part, by: Actor, world: World) -> None:
    head = part.head
    event = actions.plan_event(
        by=by,
        group=world.find(Group, head["group"], by),
        title=head["title"],
        starts_at=moment(head["starts_at"]),
        ends_at=moment(head["ends_at"]),
        time_zone=head["time_zone"],
        reach=Reach(head["reach"]),
        summary=head["summary"],
        description=part.text,
        place=head.get("place"),
        online_url=head.get("online_url"),
    )
    world.keep(name, event)


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
