"""What changes who sees what by a row or two, and writes nothing that search knows of."""

from __future__ import annotations

from typing import Any

from backend.rules import Actor
from communs.groups import actions as grouping
from communs.groups import joining
from communs.groups.models import Group, Membership, Role, Visibility
from communs.people.models import Person
from communs.resources import actions as writing
from communs.resources.choices import ContributorRole, ResourceStatus
from communs.resources.models import Contributor, Resource
from tests.cast import Cast

from .chances import Happening, World

OTHERS = ("zed", "mo", "bo", "ob")  # who come, go, and become something else
LOWER = (Role.MODERATOR, Role.MEMBER, Role.OBSERVER)


def show_or_hide(world: World) -> None:
    group, visibility = world.group(), world.one_of(Visibility)
    world.cast.perform(
        grouping.edit_group, _leader(world, group), group=group, visibility=visibility
    )


def let_in(world: World) -> None:
    person = _somebody(world)
    for group in world.some(Group.objects.exclude(memberships__person=person)):
        given = {"group": group, "person": person, "role": world.one_of(Role)}
        world.cast.perform(_admit, _leader(world, group), **given)


def send_away(world: World) -> None:
    for membership in world.some(_followers(world.cast)):
        group = membership.group
        given = {"group": group, "person": membership.person, "reason": "Absences"}
        world.cast.perform(grouping.remove_member, _leader(world, group), **given)


def change_role(world: World) -> None:
    for membership in world.some(_followers(world.cast)):
        given = {"group": membership.group, "person": membership.person}
        role = world.one_of([Role.MODERATOR, Role.MEMBER, Role.OBSERVER])
        world.cast.perform(
            grouping.change_role, _leader(world, membership.group), role=role, **given
        )


def name_editor(world: World) -> None:
    person = _somebody(world)
    for resource in world.some(Resource.objects.exclude(status=ResourceStatus.ARCHIVED)):
        given = {"person": person, "role": ContributorRole.EDITOR, "may_edit": True}
        world.keep(writing.credit_contributor, resource, **given)


def drop_editor(world: World) -> None:
    named = Contributor.objects.filter(may_edit=True)
    current = named.exclude(resource__status=ResourceStatus.ARCHIVED)
    for contributor in world.some(current.select_related("resource")):
        by = world.keeper(contributor.resource.group_id)
        world.cast.perform(writing.uncredit_contributor, by, contributor=contributor)


def appoint_or_dismiss(world: World) -> None:
    """Make somebody a moderator of the network, or no more: an operator does."""
    person = Person.objects.get(pk=world.cast.person("zed").pk)
    person.is_moderator = not person.is_moderator
    person.save(update_fields=["is_moderator"])


def _somebody(world: World) -> Person:
    return world.cast.person(world.one_of(OTHERS))


def _followers(cast: Cast) -> Any:
    theirs = Membership.objects.filter(person__in=[cast.person(who) for who in OTHERS])
    return theirs.exclude(role=Role.FACILITATOR).select_related("group", "person")


def _leader(world: World, group: Group) -> Actor:
    return world.member(group.pk, [Role.FACILITATOR])


def _admit(*, by: Actor, group: Group, person: Person, role: Role) -> Membership:
    return joining.admit(group, person.pk, role)


TURNS: tuple[Happening, ...] = (
    *(show_or_hide, show_or_hide, let_in, let_in, send_away, send_away, change_role),
    *(name_editor, drop_editor, appoint_or_dismiss),
)
