"""The bodies that people come from: organizations, and who is of which."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from backend.rules import Actor
from communs.organizations.actions import add_organization, classify_organization
from communs.organizations.models import Organization, OrganizationKind
from communs.people import actions
from communs.people.models import Affiliation

from .content import Head, moment, table
from .subjects import territory, topics
from .world import Step, World

MODERATOR = "ines"  # adds those that nobody of the demo is of
KNOWN = datetime(2024, 1, 8, 9, 10)  # noqa: DTZ001 - when she does, by the clocks of Paris


def steps() -> Iterator[Step]:
    """Give all that was said of organizations."""
    bodies = table("organizations")
    for affiliation in bodies.pop("affiliations"):
        yield from _affiliated(affiliation)
    for name, head in bodies.items():
        added = moment(head.get("at", KNOWN))
        yield Step(added, head.get("by", MODERATOR), partial(_add, name, head))


def _affiliated(head: Head) -> Iterator[Step]:
    yield Step(moment(head["at"]), head["person"], partial(_propose, head))
    if confirmed := head.get("confirmed"):
        yield Step(moment(confirmed["at"]), confirmed["by"], partial(_confirm, head))
    if refused := head.get("refused"):
        refuse = partial(_refuse, head, refused["reason"])
        yield Step(moment(refused["at"]), refused["by"], refuse)


def _add(name: str, head: Head, by: Actor, world: World) -> None:
    parent = head.get("parent")
    organization = add_organization(
        by=by,
        name=head["name"],
        kind=OrganizationKind(head["kind"]),
        description=head["description"],
        territory=territory(head["territory"]),
        parent=world.find(Organization, parent, by) if parent else None,
    )
    world.keep(name, organization)
    carried = topics(head["topics"], by, world)
    classify_organization(by=by, organization=organization, topics=carried)


def _propose(head: Head, by: Actor, world: World) -> None:
    affiliation = actions.propose_affiliation(
        by=by,
        organization=world.find(Organization, head["organization"], by),
        role=head["role"],
        started_on=head.get("since"),
    )
    world.keep(_named(head), affiliation)


def _confirm(head: Head, by: Actor, world: World) -> None:
    actions.confirm_affiliation(by=by, affiliation=world.find(Affiliation, _named(head), by))


def _refuse(head: Head, reason: str, by: Actor, world: World) -> None:
    affiliation = world.find(Affiliation, _named(head), by)
    actions.refuse_affiliation(by=by, affiliation=affiliation, reason=reason)


def _named(head: Head) -> str:
    return f"{head['organization']}/{head['person']}"
