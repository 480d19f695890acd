"""What search knows of resources: their texts, those of their files, and who worked on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from backend.files.facts import FileRead
from backend.markdown import plain
from backend.search.contract import Document
from backend.search.sources import Source, source
from communs.classification.search import (
    Conditions,
    belonging,
    classified,
    gathered,
    keys,
    moved_with_topic,
)
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
from .models import Attachment, Contributor, Resource, Revision

MARKDOWN = "text/markdown"
MOST_PLAIN = 50_000  # characters of its Markdown: made to be slow, as many take a second to read
MOST_ATTACHED = 500_000  # characters of one resource's files together
WEIGHTS = {ResourceStatus.DRAFT: 0.6, ResourceStatus.PUBLISHED: 1.0, ResourceStatus.ARCHIVED: 0.5}


def _attached_to(fact: FileRead) -> Iterable[UUID]:
    """Say which resource a file belongs to, if any still does."""
    return Attachment.objects.filter(file=fact.file).values_list("resource", flat=True)


class Written(NamedTuple):
    """What is read of a resource itself."""

    pk: UUID
    audience: str
    group: UUID
    created_by: UUID
    created_at: datetime
    published_at: datetime | None
    edited_at: datetime | None
    title: str
    summary: str
    body: str
    kind: str
    status: str
    language: str
    licence: str


class File(NamedTuple):
    """What is read of a file that is attached."""

    label: str
    name: str
    kind: str
    text: str | None


class Beside(NamedTuple):
    """What belongs to a resource in other tables."""

    contributors: Sequence[tuple[UUID | None, UUID | None]]  # people, organizations
    files: Sequence[File]
    classes: Conditions


@source
class Resources(Source[Resource]):
    """Resources in whatever state, each for those who see it."""

    kind = "resource"
    chunk = 100  # each with all that its files say
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
    columns = Written

    def rows(self) -> QuerySet[Resource]:
        edits = Revision.objects.filter(resource=OuterRef("pk"), number=OuterRef("revision"))
        return Resource.objects.annotate(edited_at=Subquery(edits.values("created_at")))

    def reading(self, rows: Sequence[Written]) -> Callable[[Written], Document]:
        own = [row.pk for row in rows]
        both = belonging(Contributor.objects, ("resource", "person", "organization"), own)
        credited = gathered((row, (person, organization)) for row, person, organization in both)
        attachments = Attachment.objects.filter(resource__in=own)  # in their order
        columns = ("resource", "label", "file__name", "file__kind", "file__reading__text")
        files = gathered((row, File(*said)) for row, *said in attachments.values_list(*columns))
        classes = classified(Resource, rows)
        return lambda row: self.described(
            row, Beside(credited.get(row.pk, ()), files.get(row.pk, ()), classes[row.pk])
        )

    def described(self, row: Written, beside: Beside) -> Document:
        """Say what search knows of one resource."""
        dates = filter(None, (row.edited_at, row.published_at, row.created_at))
        people = (person for person, _organization in beside.contributors)
        return Document(
            kind=self.kind,
            id=row.pk,
            audience=row.audience,
            title=row.title,
            summary=row.summary,
            body=plain(row.body),
            attachments=_said(beside.files),
            at=row.published_at or row.created_at,
            language=row.language,
            active=max(dates),
            weight=WEIGHTS[ResourceStatus(row.status)],
            filters={
                "group": (str(row.group),),
                "author": keys((row.created_by, *people)),
                "resource_kind": (row.kind,),
                "form": (row.kind,),
                "language": (row.language,),
                "status": (row.status,),
                "licence": (row.licence,),
                "organization": keys(organization for _person, organization in beside.contributors),
                **beside.classes,
            },
        )


def _said(files: Iterable[File]) -> str:
    """Give what files are called, then what they say."""
    names = [f"{file.label}\n{file.name}".strip() for file in files]
    return "\n\n".join((*names, *_words(files)))[:MOST_ATTACHED]


def _words(files: Iterable[File]) -> Iterator[str]:
    """Give what files say, without the signs of Markdown, of so much of it as is soon read."""
    left = MOST_PLAIN
    for file in files:
        if file.text and file.kind == MARKDOWN and len(file.text) <= left:
            left -= len(file.text)
            yield plain(file.text)
        elif file.text:
            yield file.text
