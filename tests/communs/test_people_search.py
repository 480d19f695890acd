"""What search tells of people: nothing of what those who find them may not know."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone

from backend.audiences import NETWORK, PUBLIC
from backend.search.checking import check
from backend.search.contract import Key
from backend.search.engines import engine
from backend.search.searching import search
from backend.search.sources import present
from communs.organizations import actions as organizing
from communs.organizations.models import Organization, OrganizationKind
from communs.people import actions as telling
from communs.people.models import Affiliation, AffiliationState

from .worlds.seeing import question


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


def test_people_are_found_by_what_they_are_today_as_the_days_go_by(cast, index):
    today = timezone.localdate()
    given = {"name": "Fédération des zébulons", "kind": OrganizationKind.NETWORK}
    organization = cast.perform(organizing.add_organization, "nina", **given)
    given = {"organization": organization, "role": "Salarié"}
    first, last = today + timedelta(days=2), today + timedelta(days=4)
    told = cast.perform(telling.propose_affiliation, "bo", **given, started_on=first, ended_on=last)
    cast.perform(telling.confirm_affiliation, "nina", affiliation=told)

    def found(days):
        """Go on to a day, with nobody there to do anything; gives who is found by it."""
        day = today + timedelta(days=days)
        with mock.patch.object(timezone, "localdate", return_value=day):
            index()
            index()
            assert not check(engine()).wrong
        asked = question(cast.ana, "zébulons", kinds=frozenset({"person"}))
        return [hit.id for hit in search(engine(), asked).hits]

    bo = [cast.person("bo").pk]
    assert [found(days) for days in range(7)] == [[], [], bo, bo, [], [], []]
    assert [found(days) for days in (3, 30)] == [bo, []]
