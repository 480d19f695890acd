"""Reads of resources that no single queryset can say: earlier revisions, and what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.differences import Budget, Piece, difference
from backend.rules import Actor, Missing

from .models import Resource, Revision


@dataclass(frozen=True)
class Difference:
    """What changed from one revision of a resource to another, text by text."""

    title: list[Piece]
    summary: list[Piece]
    body: list[Piece]


def revision_of(resource: Resource, number: int, actor: Actor) -> Revision:
    """Find a revision that an actor sees; `Missing` for any other number."""
    found = resource.revisions.visible_to(actor).filter(number=number).first()
    if found is None:
        raise Missing(_("There is no such thing, or it is not for you."), field="number")
    return found


def differences(
    actor: Actor, resources: Sequence[UUID], old: int, new: int
) -> list[Difference | None]:
    """Compare two revisions of each of some resources; None where one of them is not seen."""
    seen = Revision.objects.visible_to(actor)
    rows = seen.filter(resource__in=set(resources), number__in={old, new})
    found = {(row.resource_id, row.number): row for row in rows}
    budget = Budget()
    return [_compared(found.get((key, old)), found.get((key, new)), budget) for key in resources]


def _compared(old: Revision | None, new: Revision | None, budget: Budget) -> Difference | None:
    if old is None or new is None:
        return None
    return Difference(
        title=difference(old.title, new.title, budget),
        summary=difference(old.summary, new.summary, budget),
        body=difference(old.body, new.body, budget),
    )
