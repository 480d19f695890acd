"""Who sees what is not published yet: its editors, and those who look after its group."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from backend.audiences import NETWORK, PUBLIC
from backend.statements import Reading
from communs.groups.audiences import ADMITTING, Holding, holds
from communs.groups.models import Group, Membership
from communs.people.whose import Whose

from .choices import ResourceStatus, editors_of
from .models import Contributor, Resource


def editing(whose: Whose) -> Reading:
    """Want the resources whose editors' audiences a person holds: what they edit, drafts in care.

    What was published is edited by those of its editors who see it: to have left its group is to
    have left its earlier revisions too.
    """
    return whose.reading("resources that a person edits", lambda: _edited(whose))


holds(Holding(editing, lambda rows: [editors_of(key) for (key,) in rows]))


def _edited(whose: Whose) -> Any:
    theirs = whose.theirs("person")
    groups = Membership.objects.filter(theirs)
    looked_after = groups.filter(role__in=ADMITTING).values("group")
    is_seen = Q(status=ResourceStatus.DRAFT) | Q(audience__in=[PUBLIC, NETWORK])
    for of in (groups.values("group"), Group.objects.open().values("pk")):
        is_seen |= Q(group__in=of)
    # Each is named by a range of one: by equality, all resources would be read for each request.
    key = OuterRef("resource")
    seen = Exists(Resource.objects.filter(is_seen, pk__range=(key, key)).order_by())
    edited = Contributor.objects.filter(theirs, seen, may_edit=True)
    in_care = Resource.objects.filter(status=ResourceStatus.DRAFT, group__in=looked_after)
    of_both = edited.values_list("resource"), in_care.values_list("id")
    return of_both[0].order_by().union(of_both[1].order_by())
