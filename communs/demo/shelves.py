"""Resources put in order, for others to walk through."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from backend.rules import Actor
from communs.collections import actions
from communs.collections.models import Collection
from communs.groups.models import Group
from communs.resources.models import Resource
from communs.threads.reach import Reach

from .content import Head, moment, table
from .world import Step, World


def steps() -> Iterator[Step]:
    """Give all that was put in order."""
    for name, head in table("collections").items():
        yield Step(moment(head["at"]), head["by"], partial(_start, name, head))
        for entry in head["entries"]:
            yield Step(moment(head["at"]), head["by"], partial(_add, name, entry))


def _start(name: str, head: Head, by: Actor, world: World) -> None:
    collection = actions.start_collection(
        by=by,
        group=world.find(Group, head["group"], by),
        title=head["title"],
        summary=head["summary"],
        reach=Reach(head["reach"]),
    )
    world.keep(name, collection)


def _add(name: str, entry: Head, by: Actor, world: World) -> None:
    actions.add_to_collection(
        by=by,
        collection=world.find(Collection, name, by),
        resource=world.find(Resource, entry["resource"], by),
        note=entry.get("note"),
    )
