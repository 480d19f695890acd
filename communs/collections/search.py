"""What search knows of collections: their own texts, not those of what is in them."""

from __future__ import annotations

from django.db.models import QuerySet

from backend.markdown import plain
from backend.search.contract import Document
from backend.search.sources import Source, source

from .facts import CollectionEdited, CollectionRemoved, CollectionStarted
from .models import Collection


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
