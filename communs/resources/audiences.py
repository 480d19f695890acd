"""Who sees what is not published yet: its editors, and those who look after its group."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from communs.groups.audiences import ADMITTING, holds
from communs.groups.models import Membership

from .choices import ResourceStatus
from .models import Resource


@holds
def drafts_of(person: UUID) -> Iterable[str]:
    """Name the editors' audiences that a person holds: of what they edit, and of drafts in care."""
    looked_after = Membership.objects.filter(person=person, role__in=ADMITTING).values("group")
    edited = Q(contributors__person=person, contributors__may_edit=True)
    in_care = Q(group__in=looked_after, status=ResourceStatus.DRAFT)
    found = Resource.objects.filter(edited | in_care).distinct()
    return [resource.editors_audience for resource in found.only("id")]
