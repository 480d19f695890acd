"""Reads that actions make under the group's lock, where what an actor was made with may be old."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.rules import Actor, Missing

from .models import Group, Membership, Role


def by_now(actor: Actor, group: Group) -> Actor:
    """Give an actor with the role that they have in a group at this moment.

    Between the making of an actor and the locking of a group, its facilitators may have changed.
    """
    roles = {key: role for key, role in actor.roles.items() if key != group.pk}
    mine = (
        group.memberships.filter(person=actor.person) if actor.person else Membership.objects.none()
    )
    roles.update(mine.values_list("group", "role"))
    return dataclasses.replace(actor, roles=MappingProxyType(roles))


def membership_of(group: Group, person: UUID) -> Membership:
    """Find somebody's membership."""
    found = group.memberships.filter(person=person).first()
    if found is None:
        raise Missing(_("This person is no member of the group."), field="person")
    return found


def is_last_facilitator(membership: Membership) -> bool:
    """Whether nobody else who is still here leads the group."""
    if membership.role != Role.FACILITATOR:
        return False
    leading = Membership.objects.filter(
        group=membership.group_id, role=Role.FACILITATOR, person__is_active=True
    )
    return not leading.exclude(pk=membership.pk).exists()
