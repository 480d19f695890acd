"""The audiences of groups: how they are named, which are everybody's, which a person holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from backend.audiences import NETWORK, PUBLIC, opens

from .models import Group, Role

Holding = Callable[[UUID], Iterable[str]]

_holdings: list[Holding] = []

ADMITTING = frozenset({Role.FACILITATOR, Role.MODERATOR})  # the roles that look after a group

opens(lambda: Group.objects.open().values_list("members_audience"))
opens(lambda: Group.objects.shown().values_list("audience"))


def audience_of(group: UUID) -> str:
    """Name the audience of a group's content."""
    return f"group:{group}"


def card_of(group: UUID) -> str:
    """Name the audience of a group's own row."""
    return f"group:{group}:card"


def moderators_of(group: UUID) -> str:
    """Name the audience of those who look after a group."""
    return f"group:{group}:moderators"


def group_of(audience: str) -> UUID | None:
    """Say which group an audience belongs to, if any."""
    kind, _colon, rest = audience.partition(":")
    return UUID(rest.partition(":")[0]) if kind == "group" else None


def holds(source: Holding) -> Holding:
    """Register what else a person holds: an app above this one knows."""
    if source not in _holdings:
        _holdings.append(source)
    return source


def held_in(group: UUID, role: str) -> list[str]:
    """Give the audiences that a role in a group brings."""
    own = [audience_of(group), card_of(group)]
    return [*own, moderators_of(group)] if role in ADMITTING else own


def held_by_person(person: UUID, roles: dict[UUID, str], *, is_moderator: bool) -> frozenset[str]:
    """Give all the audiences that somebody who is signed in holds."""
    held = {PUBLIC, NETWORK, f"person:{person}"}
    for group, role in roles.items():
        held.update(held_in(group, role))
    for source in _holdings:
        held.update(source(person))
    if is_moderator:
        held.add("moderators")
    return frozenset(held)
