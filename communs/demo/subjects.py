"""What things are about, and where: the network's topics, and what carries them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from backend.rules import Actor
from communs.events.actions import classify_event
from communs.events.models import Event
from communs.groups.actions import classify_group
from communs.groups.models import Group
from communs.people.actions import classify_profile
from communs.resources.actions import classify_resource
from communs.resources.models import Resource
from communs.territories.models import Territory
from communs.topics.actions import create_topic
from communs.topics.models import Topic

from .content import Head, moment, table, texts
from .world import Step, World

Act = Callable[[str, Head, Actor, World], None]
CREATED = datetime(2024, 1, 8, 9, 5)  # noqa: DTZ001 - by the clocks of Paris


def steps() -> Iterator[Step]:
    """Give all that was classified, and first the words for it."""
    for name, head in table("topics").items():
        yield Step(moment(CREATED), "ines", partial(_create, name, head))
    carried = table("classification")
    people, groups = table("people"), table("groups")
    yield from _people(carried["people"], people)
    yield from _things(carried["groups"], groups.__getitem__, _group)
    for folder, act in (("events", _event), ("resources", _resource)):
        heads = {name: first.head for name, (first, *_later) in texts(folder).items()}
        yield from _things(carried[folder], heads.__getitem__, act)


def _people(carried: Head, people: Head) -> Iterator[Step]:
    for name, each in carried.items():
        yield Step(moment(people[name]["joined"]), name, partial(_profile, each))


def _things(carried: Head, head_of: Callable[[str], Head], act: Act) -> Iterator[Step]:
    """Let whoever made each thing say what it carries, at once."""
    for name, each in carried.items():
        head = head_of(name)
        yield Step(moment(head["at"]), head["by"], partial(act, name, each))


def topics(names: list[str], by: Actor, world: World) -> list[Topic]:
    """Find topics by their names in the content: odd1 to odd17 are the goals."""
    return [
        Topic.objects.get(number=int(name.removeprefix("odd")))
        if name.startswith("odd")
        else world.find(Topic, name, by)
        for name in names
    ]


def territory(named: str) -> Territory:
    """Find a territory by its kind and code: region:76."""
    kind, _colon, code = named.partition(":")
    return Territory.objects.get(kind=kind, code=code)


def _create(name: str, head: Head, by: Actor, world: World) -> None:
    parent = head.get("parent")
    topic = create_topic(
        by=by,
        name_fr=head["name_fr"],
        name_en=head["name_en"],
        colour=head["colour"],
        synonyms=head.get("synonyms"),
        parent=world.find(Topic, parent, by) if parent else None,
    )
    world.keep(name, topic)


def _profile(carried: Head, by: Actor, world: World) -> None:
    classify_profile(by=by, **_carried(carried, by, world))


def _group(name: str, carried: Head, by: Actor, world: World) -> None:
    group = world.find(Group, name, by)
    classify_group(by=by, group=group, **_carried(carried, by, world))


def _event(name: str, carried: Head, by: Actor, world: World) -> None:
    event = world.find(Event, name, by)
    classify_event(by=by, event=event, **_carried(carried, by, world))


def _resource(name: str, carried: Head, by: Actor, world: World) -> None:
    resource = world.find(Resource, name, by)
    classify_resource(by=by, resource=resource, **_carried(carried, by, world))


def _carried(carried: Head, by: Actor, world: World) -> Head:
    return {
        "topics": topics(carried.get("topics", []), by, world),
        "territories": [territory(named) for named in carried.get("territories", [])],
    }
