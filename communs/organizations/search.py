"""What search knows of organizations: their names, what they do, what they are."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import override

from backend.markdown import plain
from backend.search.contract import Document
from backend.search.sources import Source, source

from .facts import OrganizationAdded, OrganizationEdited
from .models import Organization, OrganizationKind

LANGUAGES = ("fr", "en")


@source
class Organizations(Source[Organization]):
    """Organizations, for everybody: by name first."""

    kind = "organization"
    touched_by = {OrganizationAdded: "organization", OrganizationEdited: "organization"}

    def rows(self) -> QuerySet[Organization]:
        return Organization.objects.all()

    def document(self, row: Organization) -> Document:
        texts = [plain(row.description), *_labels(OrganizationKind(row.kind))]
        return Document(
            kind=self.kind,
            id=row.pk,
            audience=row.audience,
            title=row.name,
            body="\n".join(filter(None, texts)),
            at=row.created_at,
        )


def _labels(kind: OrganizationKind) -> list[str]:
    """Say what an organization is, in each language that people search in."""
    labels = []
    for language in LANGUAGES:
        with override(language):
            labels.append(str(kind.label))
    return labels
