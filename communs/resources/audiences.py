"""Who sees what is not published yet: its editors, and those who look after its group."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from backend.audiences import NETWORK, PUBLIC
from backend.questions import Question, keys
from communs.groups.audiences import ADMITTING, holds
from communs.groups.models import Group, Membership

from .choices import ResourceStatus
from .models import Contributor, Resource


@holds
def drafts_of(person: UUID) -> Iterable[str]:
    """Name the editors' audiences that a person holds: of what they edit, and of drafts in care.

    What was published is edited by those of its editors who see it: to have left its group is to
    have left its earlier revisions too.
    """
    return [Resource(pk=key).editors_audience for key in keys(_edited_by(person))]


@Question
def _edited_by(person: UUID) -> QuerySet[Resource]:
    groups = Membership.objects.filter(person=person)
    looked_after = groups.filter(role__in=ADMITTING).values("group")
    is_draft = Q(status=ResourceStatus.DRAFT)
    is_seen = Q(audience__in=[PUBLIC, NETWORK])
    for of in (groups.values("group"), Group.objects.open().values("pk")):
        is_seen |= Q(group__in=of)
    editing = Contributor.objects.filter(person=person, may_edit=True)
    edited = Resource.objects.filter(is_draft | is_seen, pk__in=editing.values("resource"))
    in_care = Resource.objects.filter(is_draft, group__in=looked_after)
    # Joined by "or", all resources would be read for each request.
    return edited.order_by().only("id").union(in_care.order_by().only("id"))
