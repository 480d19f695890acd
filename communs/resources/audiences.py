"""Who sees what is not published yet: its editors, and those who look after its group."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from backend.audiences import NETWORK, PUBLIC
from communs.groups.audiences import ADMITTING, holds
from communs.groups.models import Group, Membership

from .choices import ResourceStatus
from .models import Resource


@holds
def drafts_of(person: UUID) -> Iterable[str]:
    """Name the editors' audiences that a person holds: of what they edit, and of drafts in care.

    What was published is edited by those of its editors who see it: to have left its group is to
    have left its earlier revisions too.
    """
    groups = Membership.objects.filter(person=person)
    looked_after = groups.filter(role__in=ADMITTING).values("group")
    is_draft = Q(status=ResourceStatus.DRAFT)
    is_seen = Q(audience__in=[PUBLIC, NETWORK])
    for of in (groups.values("group"), Group.objects.open().values("pk")):
        is_seen |= Q(group__in=of)
    edited = Q(contributors__person=person, contributors__may_edit=True) & (is_draft | is_seen)
    in_care = Q(group__in=looked_after) & is_draft
    found = Resource.objects.filter(edited | in_care).distinct()
    return [resource.editors_audience for resource in found.only("id")]
