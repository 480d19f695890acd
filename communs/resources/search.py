"""What search knows of resources: their texts, and who worked on them."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery

from backend.markdown import plain
from backend.search.contract import Document
from backend.search.sources import Source, source
from communs.classification.search import classified, keys, moved_with_topic, places_and_topics
from communs.topics.facts import TopicEdited

from .choices import ResourceStatus
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
from .models import Resource, Revision

WEIGHTS = {ResourceStatus.DRAFT: 0.6, ResourceStatus.PUBLISHED: 1.0, ResourceStatus.ARCHIVED: 0.5}


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
        TopicEdited: moved_with_topic(Resource),
        ContributorCredited: "resource",
        ContributorUncredited: "resource",
    }

    def rows(self) -> QuerySet[Resource]:
        edits = Revision.objects.filter(resource=OuterRef("pk"), number=OuterRef("revision"))
        edited = Resource.objects.annotate(edited_at=Subquery(edits.values("created_at")))
        return edited.prefetch_related("contributors", *classified())

    def document(self, row: Resource) -> Document:
        contributors = row.contributors.all()
        edited_at = getattr(row, "edited_at", None)  # asked for by `rows`, unknown to the stubs
        return Document(
            kind=self.kind,
            id=row.pk,
            audience=row.audience,
            title=row.title,
            summary=row.summary,
            body=plain(row.body),
            at=row.published_at or row.created_at,
            language=row.language,
            active=max(filter(None, (edited_at, row.published_at, row.created_at))),
            weight=WEIGHTS[ResourceStatus(row.status)],
            filters={
                "group": (str(row.group_id),),
                "author": keys((row.created_by_id, *(each.person_id for each in contributors))),
                "resource_kind": (row.kind,),
                "form": (row.kind,),
                "language": (row.language,),
                "licence": (row.licence,),
                "organization": keys(each.organization_id for each in contributors),
                **places_and_topics(row),
            },
        )
