"""What search knows of resources: their texts, those of their files, and who worked on them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from backend.files.facts import FileRead
from backend.markdown import plain
from backend.search.contract import Document
from backend.search.sources import Source, source

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
from .models import Attachment, Resource

MOST_ATTACHED = 500_000  # characters of one resource's files together


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
        ContributorCredited: "resource",
        ContributorUncredited: "resource",
        FileAttached: "resource",
        FileDetached: "resource",
        FileRead: _attached_to,
    }

    def rows(self) -> QuerySet[Resource]:
        return Resource.objects.prefetch_related(
            "contributors",
            Prefetch("attachments", Attachment.objects.select_related("file__reading")),
        )

    def document(self, row: Resource) -> Document:
        worked = {row.created_by_id, *(each.person_id for each in row.contributors.all())}
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
            filters={
                "group": (str(row.group_id),),
                "author": tuple(sorted(str(person) for person in worked if person)),
                "resource_kind": (row.kind,),
                "language": (row.language,),
                "status": (row.status,),
            },
        )


def _said(attachments: Iterable[Attachment]) -> str:
    """Give what files are called, then what they say."""
    names = [f"{each.label}\n{each.file.name}".strip() for each in attachments]
    texts = [each.file.reading.text for each in attachments if getattr(each.file, "reading", None)]
    return "\n\n".join((*names, *filter(None, texts)))[:MOST_ATTACHED]
