"""What search tells of people: nothing of what those who find them may not know."""

from __future__ import annotations

import pytest

from backend.audiences import NETWORK, PUBLIC
from backend.search.contract import Key
from backend.search.sources import present
from communs.organizations.models import Organization, OrganizationKind
from communs.people.models import Affiliation, AffiliationState


@pytest.fixture
def employed(cast):
    """Have bo work for an organization; gives the document, and the organization's key."""

    def employ(audience):
        given = {"kind": OrganizationKind.FOUNDATION, "created_by": cast.person("ana")}
        organization = Organization.objects.create(name="Entre nous", audience=audience, **given)
        Affiliation.objects.create(
            person=cast.person("bo"),
            organization=organization,
            role="Salarié",
            state=AffiliationState.CONFIRMED,
        )
        (document,) = present([Key("person", cast.person("bo").pk)])
        return document, str(organization.pk)

    return employ


@pytest.mark.parametrize("audience", [PUBLIC, NETWORK])
def test_people_are_found_by_organizations_that_members_know(employed, audience):
    document, organization = employed(audience)

    assert document.summary == "Entre nous"
    assert document.filters["organization"] == (organization,)


def test_people_are_not_found_by_the_name_of_an_organization_that_is_for_fewer(employed):
    document, organization = employed("moderators")

    assert document.summary == ""
    assert document.filters["organization"] == (organization,)  # for whoever sees it to narrow by
