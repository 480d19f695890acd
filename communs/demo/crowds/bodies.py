"""Where a crowd comes from: organizations, who answers for them, and who is what in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from communs.organizations.facts import ContactMade, OrganizationAdded
from communs.organizations.models import Organization, OrganizationContact, OrganizationKind
from communs.people.facts import AffiliationConfirmed, AffiliationProposed
from communs.people.models import Affiliation, AffiliationState, Person
from communs.territories.models import Territory

from .drawing import Crowd


def organizations(
    crowd: Crowd, people: Sequence[Person], places: Sequence[Territory]
) -> list[Organization]:
    """Give organizations, some of them part of an earlier one."""
    made: list[Organization] = []
    for number in range(1, crowd.number("organizations") + 1):
        founder, at = crowd.dice.choice(people), crowd.moment()
        organization = Organization(
            name=f"{crowd.title('organizations')} ({number})",
            kind=crowd.dice.choice(OrganizationKind.values),
            description=crowd.words_of("openings", "middles"),
            territory=crowd.dice.choice(places) if places else None,
            parent=crowd.dice.choice(made) if made and crowd.dice.random() < 0.3 else None,
            created_by=founder,
            created_at=at,
        )
        crowd.tell(
            at,
            founder.pk,
            OrganizationAdded(organization=organization.pk),
            ContactMade(organization=organization.pk, person=founder.pk),
        )
        made.append(organization)
    return made


def contact(organization: Organization) -> OrganizationContact:
    """Let whoever added an organization answer for it."""
    return OrganizationContact(
        organization=organization,
        person=organization.created_by,
        created_at=organization.created_at,
    )


def affiliations(
    crowd: Crowd, people: Sequence[Person], organizations: Sequence[Organization]
) -> Iterator[Affiliation]:
    """Let people be of an organization or two: most of them confirmed, some of them long ago."""
    for person in people:
        for organization in crowd.some(organizations, 2):
            yield _affiliation(crowd, person, organization)


def _affiliation(crowd: Crowd, person: Person, organization: Organization) -> Affiliation:
    at = crowd.since(max(person.created_at, organization.created_at))
    started_on = (at - timedelta(days=crowd.dice.randrange(30, 4000))).date()
    is_confirmed, has_ended = crowd.dice.random() < 0.8, crowd.dice.random() < 0.2
    made = Affiliation(
        person=person,
        organization=organization,
        role=crowd.dice.choice(crowd.words["roles"]),
        started_on=started_on,
        ended_on=started_on + timedelta(days=20) if has_ended else None,
        state=AffiliationState.CONFIRMED if is_confirmed else AffiliationState.PROPOSED,
        decided_at=at if is_confirmed else None,
        decided_by=organization.created_by if is_confirmed else None,
        created_at=at,
    )
    told = {"person": person.pk, "organization": organization.pk, "affiliation": made.pk}
    crowd.tell(at, person.pk, AffiliationProposed(**told))
    if is_confirmed:
        crowd.tell(at, organization.created_by.pk, AffiliationConfirmed(**told))
    return made
