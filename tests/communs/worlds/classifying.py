"""What is said of things besides words: what they are about, where, in what language, how free."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from communs.events import actions as meeting
from communs.events.models import Cycle, Event
from communs.groups import actions as grouping
from communs.groups.models import Role
from communs.organizations import actions as organizing
from communs.organizations.models import Organization
from communs.people import actions as telling
from communs.resources import actions as writing
from communs.resources.choices import Licence, ResourceLanguage, ResourceStatus
from communs.resources.models import Resource
from communs.territories.models import Territory
from communs.topics import actions as wording
from communs.topics.models import Topic
from tests.places import settle

from .chances import Happening, World

MOST = 2  # topics, and as many territories, of a thing


def name_topic(world: World) -> None:
    """Name a topic, often one that is a part of another."""
    name = f"Thème {world.number()}"
    world.cast.perform(wording.create_topic, "nina", name_fr=name, parent=_root(world))


def move_topic(world: World) -> None:
    """Let a topic that has no parts be a part of another, or of none."""
    leaves = Topic.objects.filter(children=None)
    for topic in world.few(leaves, "folded", 1):
        above = _root(world)
        given = {"topic": topic, "parent": None if above == topic else above}
        if topic.number is None:  # a goal stays where it is
            world.cast.perform(wording.edit_topic, "nina", **given)


def classify_group(world: World) -> None:
    group = world.group()
    by = world.member(group.pk, [Role.FACILITATOR])
    _classify(world, grouping.classify_group, by, group=group)


def classify_resource(world: World) -> None:
    for resource in world.some(Resource.objects.exclude(status=ResourceStatus.ARCHIVED)):
        _keep(world, writing.classify_resource, resource)


def classify_event(world: World) -> None:
    for event in world.some(Event.objects.filter(cancelled_at=None)):
        _keep(world, meeting.classify_event, event)


def classify_cycle(world: World) -> None:
    for cycle in world.some(Cycle.objects.filter(ended_at=None)):
        _keep(world, meeting.classify_cycle, cycle)


def classify_organization(world: World) -> None:
    for organization in world.some(Organization.objects.all()):
        given = {"organization": organization}
        _classify(world, organizing.classify_organization, "nina", **given)


def classify_profile(world: World) -> None:
    _classify(world, telling.classify_profile, world.anybody())


def give_away(world: World) -> None:
    """Say in what language a resource is, and what others may do with it."""
    for resource in world.some(Resource.objects.exclude(status=ResourceStatus.ARCHIVED)):
        given = {"language": world.one_of(ResourceLanguage), "licence": world.one_of(Licence)}
        world.edit(writing.edit_resource, resource, **given)


def _keep(world: World, action: Callable[..., Any], thing: Any) -> None:
    given = {type(thing)._meta.model_name: thing}
    _classify(world, action, world.keeper(thing.group_id), **given)


def _classify(world: World, action: Callable[..., Any], by: Any, **given: Any) -> None:
    """Say of something what it is about and where, in place of what was said."""
    if not Territory.objects.exists():
        settle()
    given["topics"] = world.few(Topic.objects.all(), "folded", MOST)
    given["territories"] = world.few(Territory.objects.all(), "code", MOST)
    world.cast.perform(action, by, **given)


def _root(world: World) -> Topic | None:
    """Draw a topic that is a part of none."""
    few = world.few(Topic.objects.filter(parent=None), "folded", 1)
    return few[0] if few else None


HAPPENINGS: tuple[Happening, ...] = (
    *(name_topic, name_topic, move_topic, move_topic),
    *(classify_group, classify_resource, classify_resource, classify_event, classify_cycle),
    *(classify_organization, classify_profile, give_away, give_away),
)
