"""What search knows of people: their names, and what they tell of themselves."""

from __future__ import annotations

from django.db.models import QuerySet

from backend.audiences import NETWORK
from backend.markdown import plain
from backend.search.contract import Document
from backend.search.sources import Source, source

from .facts import PersonJoined, ProfileClassified, ProfileEdited
from .models import Person


@source
class People(Source[Person]):
    """People, for members: by name first."""

    kind = "person"
    touched_by = {PersonJoined: "person", ProfileEdited: "person", ProfileClassified: "person"}

    def rows(self) -> QuerySet[Person]:
        return Person.objects.members()

    def document(self, row: Person) -> Document:
        return Document(
            kind=self.kind,
            id=row.pk,
            audience=NETWORK,
            title=row.name,
            body=plain(row.biography),
            at=row.joined_at or row.created_at,
        )
