"""What an event or a cycle names beside itself: organizations, and resources that came of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from backend.rules import Actor, Invalid
from communs.organizations.models import Organization

from .models import Cycle, Event

MOST_ORGANIZATIONS = 50  # of each sort


def set_organizations(
    plan: Event | Cycle,
    organizing: Sequence[Organization],
    partners: Sequence[Organization],
    *,
    by: Actor,
) -> None:
    """Name the organizations that hold something, and those that help: each once."""
    for field, named in (("organizing", organizing), ("partners", partners)):
        if len(named) > MOST_ORGANIZATIONS:
            reason = _("At most %(most)d organizations.") % {"most": MOST_ORGANIZATIONS}
            raise Invalid(reason, field=field)
    if {each.pk for each in organizing} & {each.pk for each in partners}:
        raise Invalid(_("An organization holds it or helps: one of the two."), field="partners")
    relink(plan, "organizing", organizing, by=by)
    relink(plan, "partners", partners, by=by)


def relink(owner: Model, relation: str, rows: Iterable[Model], *, by: Actor) -> None:
    """Put rows, in their order, in the place of those that somebody sees; others' stay."""
    links: Any = getattr(owner, relation)
    seen = links.model._default_manager.visible_to(by)
    own = {links.source_field_name: owner}
    named = links.target_field_name
    links.through.objects.filter(**own, **{f"{named}__in": seen}).delete()
    links.through.objects.bulk_create(
        links.through(**own, **{named: row}) for row in {row.pk: row for row in rows}.values()
    )
