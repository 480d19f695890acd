"""What search knows of people: their names, what they tell of themselves, where they are from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from backend.audiences import NETWORK, PUBLIC
from backend.markdown import plain
from backend.search.contract import Document
from backend.search.sources import Source, source
from communs.classification.search import Conditions, classified, keys, moved_with_topic
from communs.organizations.facts import OrganizationEdited
from communs.topics.facts import TopicEdited

from .facts import (
    AffiliationConfirmed,
    AffiliationEnded,
    PersonJoined,
    ProfileClassified,
    ProfileEdited,
)
from .models import Affiliation, AffiliationState, Person

TOLD = {PUBLIC, NETWORK}  # whose organizations everybody knows who finds people


def of_organization(fact: OrganizationEdited) -> Iterable[UUID]:
    """Name the people who are found by what an organization is called."""
    current = Affiliation.objects.current().filter(organization=fact.organization)
    return current.values_list("person", flat=True)


class Known(NamedTuple):
    """What is read of a person."""

    pk: UUID
    name: str
    biography: str
    joined_at: datetime | None
    created_at: datetime


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

    columns = Known

    def rows(self) -> QuerySet[Person]:
        return Person.objects.members()

    def reading(self, rows: Sequence[Known]) -> Callable[[Known], Document]:
        current = Affiliation.objects.current().filter(person__in=[row.pk for row in rows])
        at: dict[UUID, dict[UUID, str]] = {}
        columns = ("person", "organization", "organization__name", "organization__audience")
        for person, organization, name, audience in current.order_by().values_list(*columns):
            at.setdefault(person, {})[organization] = name if audience in TOLD else ""
        classes = classified(Person, rows)
        return lambda row: self.described(row, at.get(row.pk, {}), classes[row.pk])

    def turned(self, since: date, today: date) -> Iterable[UUID]:
        """Name those who begin to belong to an organization, or do no longer."""
        days = Q(started_on__gt=since, started_on__lte=today)
        days |= Q(ended_on__gt=since, ended_on__lte=today)
        dated = Affiliation.objects.filter(days, state=AffiliationState.CONFIRMED)
        return dated.order_by().values_list("person", flat=True)

    def described(
        self, row: Known, organizations: Mapping[UUID, str], classes: Conditions
    ) -> Document:
        """Say what search knows of one person."""
        return Document(
            kind=self.kind,
            id=row.pk,
            audience=NETWORK,
            title=row.name,
            summary=", ".join(sorted({name for name in organizations.values() if name})),
            body=plain(row.biography),
            at=row.joined_at or row.created_at,
            filters={
                "organization": keys(organizations),
                **classes,
            },
        )
