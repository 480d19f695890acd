"""What search knows of people: their names, what they tell of themselves, where they are from."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from backend.audiences import NETWORK
from backend.markdown import plain
from backend.search.contract import Document
from backend.search.sources import Source, source
from communs.classification.search import classified, keys, moved_with_topic, places_and_topics
from communs.organizations.facts import OrganizationEdited
from communs.topics.facts import TopicEdited

from .facts import (
    AffiliationConfirmed,
    AffiliationEnded,
    PersonJoined,
    ProfileClassified,
    ProfileEdited,
)
from .models import Affiliation, Person


def of_organization(fact: OrganizationEdited) -> Iterable[UUID]:
    """Name the people who are found by what an organization is called."""
    current = Affiliation.objects.current().filter(organization=fact.organization)
    return current.values_list("person", flat=True)


@source
class People(Source[Person]):
    """People, for members: by name first, then by the organizations that confirmed them."""

    kind = "person"
    touched_by = {
        PersonJoined: "person",
        ProfileEdited: "person",
        ProfileClassified: "person",
        AffiliationConfirmed: "person",
        AffiliationEnded: "person",
        OrganizationEdited: of_organization,
        TopicEdited: moved_with_topic(Person),
    }

    def rows(self) -> QuerySet[Person]:
        current = Affiliation.objects.current().select_related("organization")
        return Person.objects.members().prefetch_related(
            Prefetch("affiliations", queryset=current, to_attr="current_affiliations"),
            *classified(),
        )

    def document(self, row: Person) -> Document:
        # Each once, in the order of their names: `to_attr` is unknown to the stubs.
        current = getattr(row, "current_affiliations", [])
        organizations = sorted({each.organization.name for each in current})
        return Document(
            kind=self.kind,
            id=row.pk,
            audience=NETWORK,
            title=row.name,
            summary=", ".join(organizations),
            body=plain(row.biography),
            at=row.joined_at or row.created_at,
            filters={
                "organization": keys(each.organization_id for each in current),
                **places_and_topics(row),
            },
        )
