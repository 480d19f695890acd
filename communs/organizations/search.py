"""What search knows of organizations: their names, what they do, what they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db.models import QuerySet
from django.utils.translation import override

from backend.markdown import plain
from backend.search.contract import Document
from backend.search.sources import Source, source
from communs.classification.search import Conditions, classified, moved_with_topic
from communs.topics.facts import TopicEdited

from .facts import OrganizationAdded, OrganizationClassified, OrganizationEdited
from .models import Organization, OrganizationKind

LANGUAGES = ("fr", "en")


@source
class Organizations(Source[Organization]):
    """Organizations, for everybody: by name first."""

    kind = "organization"
    touched_by = {
        OrganizationAdded: "organization",
        OrganizationEdited: "organization",
        OrganizationClassified: "organization",
        TopicEdited: moved_with_topic(Organization),
    }

    def rows(self) -> QuerySet[Organization]:
        return Organization.objects.all()

    def reading(self, rows: Sequence[Organization]) -> Callable[[Organization], Document]:
        seats = [(row.pk, row.territory_id) for row in rows if row.territory_id]
        classes = classified(Organization, rows, seats)
        return lambda row: self.described(row, classes[row.pk])

    def described(self, row: Organization, classes: Conditions) -> Document:
        """Say what search knows of one organization."""
        texts = [plain(row.description), *_labels(OrganizationKind(row.kind))]
        return Document(
            kind=self.kind,
            id=row.pk,
            audience=row.audience,
            title=row.name,
            body="\n".join(filter(None, texts)),
            at=row.created_at,
            filters={"organization": (str(row.pk),), **classes},
        )


def _labels(kind: OrganizationKind) -> list[str]:
    """Say what an organization is, in each language that people search in."""
    labels = []
    for language in LANGUAGES:
        with override(language):
            labels.append(str(kind.label))
    return labels
