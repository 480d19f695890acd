"""What search knows of groups: their names, and what they are for."""

from __future__ import annotations

from django.db.models import QuerySet

from backend.markdown import plain
from backend.search.contract import Document
from backend.search.sources import Source, source

from .facts import GroupClassified, GroupCreated, GroupEdited
from .models import Group


@source
class Groups(Source[Group]):
    """Groups, for whoever may know of them."""

    kind = "group"
    touched_by = {GroupCreated: "group", GroupEdited: "group", GroupClassified: "group"}

    def rows(self) -> QuerySet[Group]:
        return Group.objects.all()

    def document(self, row: Group) -> Document:
        return Document(
            kind=self.kind,
            id=row.pk,
            audience=row.audience,
            title=row.name,
            body=plain(row.description),
            at=row.created_at,
            filters={"group": (str(row.pk),)},
        )
