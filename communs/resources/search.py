"""What search knows of resources: their texts, and who worked on them."""

from __future__ import annotations

from django.db.models import QuerySet

from backend.markdown import plain
from backend.search.contract import Document
from backend.search.sources import Source, source

from .facts import (
    ContributorCredited,
    ContributorUncredited,
    ResourceArchived,
    ResourceClassified,
    ResourceDrafted,
    ResourceEdited,
    ResourcePublished,
    ResourceRestored,
)
from .models import Resource


@source
class Resources(Source[Resource]):
    """Resources in whatever state, each for those who see it."""

    kind = "resource"
    touched_by = {
        ResourceDrafted: "resource",
        ResourceEdited: "resource",
        ResourcePublished: "resource",
        ResourceArchived: "resource",
        ResourceRestored: "resource",
        ResourceClassified: "resource",
        ContributorCredited: "resource",
        ContributorUncredited: "resource",
    }

    def rows(self) -> QuerySet[Resource]:
        return Resource.objects.prefetch_related("contributors")

    def document(self, row: Resource) -> Document:
        worked = {row.created_by_id, *(each.person_id for each in row.contributors.all())}
        return Document(
            kind=self.kind,
            id=row.pk,
            audience=row.audience,
            title=row.title,
            summary=row.summary,
            body=plain(row.body),
            at=row.published_at or row.created_at,
            language=row.language,
            filters={
                "group": (str(row.group_id),),
                "author": tuple(sorted(str(person) for person in worked if person)),
                "resource_kind": (row.kind,),
                "language": (row.language,),
                "status": (row.status,),
            },
        )
