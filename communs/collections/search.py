"""What search knows of collections: their own texts, and of resources how many they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet

from backend.markdown import plain
from backend.search.contract import Document
from backend.search.sources import Source, source
from backend.search.uses import Use, use
from communs.classification.search import belonging

from .facts import (
    CollectionEdited,
    CollectionRemoved,
    CollectionStarted,
    EntryRemoved,
    ResourceCollected,
)
from .models import Collection, CollectionEntry

MUCH_COLLECTED = 5  # collections that make a resource much used


def _in_collection(fact: CollectionEdited) -> Iterable[UUID]:
    """Name the resources in a collection that others see than before."""
    if not fact.audience_changed:
        return ()
    entries = CollectionEntry.objects.filter(collection=fact.collection).order_by()
    return entries.values_list("resource", flat=True)


@source
class Collections(Source[Collection]):
    """Collections, each for its own audience: what is in one may be for fewer."""

    kind = "collection"
    touched_by = {
        CollectionStarted: "collection",
        CollectionEdited: "collection",
        CollectionRemoved: "collection",
    }

    def rows(self) -> QuerySet[Collection]:
        return Collection.objects.all()

    def document(self, row: Collection) -> Document:
        return Document(
            kind=self.kind,
            id=row.pk,
            audience=row.audience,
            title=row.title,
            summary=row.summary,
            body=plain(row.description),
            at=row.created_at,
            filters={"group": (str(row.group_id),), "author": (str(row.created_by_id),)},
        )


@use
class Collected(Use):
    """Resources stand in collections."""

    kind = "resource"
    much = MUCH_COLLECTED
    touched_by = {
        ResourceCollected: "resource",
        EntryRemoved: "resource",
        CollectionEdited: _in_collection,
    }

    def seen(self, rows: Sequence[UUID]) -> Iterable[tuple[UUID, str]]:
        return belonging(CollectionEntry.objects, ("resource", "collection__audience"), rows)
