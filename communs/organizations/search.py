"""What search knows of organizations: their names, what they do, what they are."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import override

from backend.markdown import plain
from backend.search.contract import Document
from backend.search.sources import Source, source
from communs.classification.search import classified, moved_with_topic, places_and_topics
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
        seats = Organization.objects.select_related("territory")
        return seats.prefetch_related("territory__outwards", *classified())

    def document(self, row: Organization) -> Document:
        texts = [plain(row.description), *_labels(OrganizationKind(row.kind))]
        return Document(
            kind=self.kind,
            id=row.pk,
            audience=row.audience,
            title=row.name,
            body="\n".join(filter(None, texts)),
            at=row.created_at,
            filters={"organization": (str(row.pk),), **places_and_topics(row, row.territory)},
        )


def _labels(kind: OrganizationKind) -> list[str]:
    """Say what an organization is, in each language that people search in."""
    labels = []
    for language in LANGUAGES:
        with override(language):
            labels.append(str(kind.label))
    return labels
