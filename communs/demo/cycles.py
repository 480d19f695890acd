"""The cycles that events belong to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from backend.rules import Actor
from communs.events import actions
from communs.events.models import Cycle
from communs.groups.models import Group
from communs.organizations.models import Organization
from communs.threads.reach import Reach

from .content import Head, moment, table
from .subjects import topics
from .world import Step, World


def steps() -> Iterator[Step]:
    """Give all cycles."""
    for name, head in table("cycles").items():
        yield Step(moment(head["at"]), head["by"], partial(_start, name, head))


def organizations(names: list[str], by: Actor, world: World) -> list[Organization]:
    """Find organizations by their names in the content."""
    return [world.find(Organization, name, by) for name in names]


def _start(name: str, head: Head, by: Actor, world: World) -> None:
    cycle = actions.start_cycle(
        by=by,
        group=world.find(Group, head["group"], by),
        title=head["title"],
        reach=Reach(head["reach"]),
        summary=head["summary"],
        description=head["description"],
        rhythm=head["rhythm"],
    )
    world.keep(name, cycle)
    actions.set_cycle_organizations(
        by=by,
        cycle=cycle,
        organizing=organizations(head["organizing"], by, world),
        partners=organizations(head["partners"], by, world),
    )
    carried = topics(head["topics"], by, world)
    actions.classify_cycle(by=by, cycle=world.find(Cycle, name, by), topics=carried)
