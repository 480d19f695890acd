"""The audiences of groups: how they are named, which are everybody's, which a person holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeAlias
from uuid import UUID

from backend.audiences import NETWORK, PUBLIC, opens
from backend.statements import Reading, Row
from communs.people.whose import Whose

from .models import Group, Membership, Role

Rows: TypeAlias = "list[Row]"


class Holding(NamedTuple):
    """What else a person holds: rows that are read of them, and the audiences that these name."""

    reading: Callable[[Whose], Reading]
    audiences: Callable[[Rows], Iterable[str]]


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


def holds(holding: Holding) -> None:
    """Register what else a person holds: an app above this one knows."""
    if holding not in _holdings:
        _holdings.append(holding)


def held_in(group: UUID, role: str) -> list[str]:
    """Give the audiences that a role in a group brings."""
    own = [audience_of(group), card_of(group)]
    return [*own, moderators_of(group)] if role in ADMITTING else own


def readings(whose: Whose) -> list[Reading]:
    """Want the rows that say what somebody is in groups, and what they hold."""
    return [_roles_of(whose), *(each.reading(whose) for each in _holdings)]


def roles_and_audiences(
    person: UUID, found: Sequence[Rows], *, is_moderator: bool
) -> tuple[dict[UUID, str], frozenset[str]]:
    """Give somebody's roles, by group, and the audiences they hold, from what `readings` wants."""
    roles: dict[UUID, str] = dict(found[0])
    held = {PUBLIC, NETWORK, f"person:{person}"}
    for group, role in roles.items():
        held.update(held_in(group, role))
    for holding, rows in zip(_holdings, found[1:], strict=True):
        held.update(holding.audiences(rows))
    if is_moderator:
        held.add("moderators")
    return roles, frozenset(held)


def _roles_of(whose: Whose) -> Reading:
    return whose.reading(
        "the roles of a person",
        lambda: (
            Membership.objects.filter(whose.theirs("person"))
            .order_by()
            .values_list("group", "role")
        ),
    )
