"""What search knows of resources: their texts, those of their files, and who worked on them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from backend.files.facts import FileRead
from backend.markdown import plain
from backend.search.contract import Document
from backend.search.sources import Source, source
from communs.classification.search import classified, keys, moved_with_topic, places_and_topics
from communs.topics.facts import TopicEdited

from .choices import ResourceStatus
from .facts import (
    ContributorCredited,
    ContributorUncredited,
    FileAttached,
    FileDetached,
    ResourceArchived,
    ResourceClassified,
    ResourceDrafted,
    ResourceEdited,
    ResourcePublished,
    ResourceRestored,
)
from .models import Attachment, Resource, Revision

MOST_ATTACHED = 500_000  # characters of one resource's files together
WEIGHTS = {ResourceStatus.DRAFT: 0.6, ResourceStatus.PUBLISHED: 1.0, ResourceStatus.ARCHIVED: 0.5}


def _attached_to(fact: FileRead) -> Iterable[UUID]:
    """Say which resource a file belongs to, if any still does."""
    return Attachment.objects.filter(file=fact.file).values_list("resource", flat=True)


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
        FileAttached: "resource",
        FileDetached: "resource",
        FileRead: _attached_to,
    }

    def rows(self) -> QuerySet[Resource]:
        edits = Revision.objects.filter(resource=OuterRef("pk"), number=OuterRef("revision"))
        edited = Resource.objects.annotate(edited_at=Subquery(edits.values("created_at")))
        return edited.prefetch_related(
            "contributors",
            Prefetch("attachments", Attachment.objects.select_related("file__reading")),
            *classified(),
        )

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
            attachments=_said(row.attachments.all()),
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


def _said(attachments: Iterable[Attachment]) -> str:
    """Give what files are called, then what they say."""
    names = [f"{each.label}\n{each.file.name}".strip() for each in attachments]
    texts = [each.file.reading.text for each in attachments if getattr(each.file, "reading", None)]
    return "\n\n".join((*names, *filter(None, texts)))[:MOST_ATTACHED]
