"""What search knows of groups: their names, and what they are for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db.models import QuerySet

from backend.markdown import plain
from backend.search.contract import Document
from backend.search.sources import Source, source
from communs.classification.search import Conditions, classified, moved_with_topic
from communs.topics.facts import TopicEdited

from .facts import GroupClassified, GroupCreated, GroupEdited
from .models import Group


@source
class Groups(Source[Group]):
    """Groups, for whoever may know of them."""

    kind = "group"
    touched_by = {
        GroupCreated: "group",
        GroupEdited: "group",
        GroupClassified: "group",
        TopicEdited: moved_with_topic(Group),
    }

    def rows(self) -> QuerySet[Group]:
        return Group.objects.all()

    def reading(self, rows: Sequence[Group]) -> Callable[[Group], Document]:
        classes = classified(Group, rows)
        return lambda row: self.described(row, classes[row.pk])

    def described(self, row: Group, classes: Conditions) -> Document:
        """Say what search knows of one group."""
        return Document(
            kind=self.kind,
            id=row.pk,
            audience=row.audience,
            title=row.name,
            body=plain(row.description),
            at=row.created_at,
            filters={"group": (str(row.pk),), **classes},
        )
