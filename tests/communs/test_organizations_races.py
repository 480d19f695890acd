"""Organizations in a hurry: what two people do at the same moment. Shows only on PostgreSQL."""

from __future__ import annotations

import pytest
from django.db import connection

from communs.organizations.models import Organization, OrganizationContact, OrganizationKind
from communs.people.models import Affiliation
from tests.cast import Cast
from tests.communs.at_once import at_once, codes, gid, mutation

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one by one"),
]

ROUNDS = 10
THEY = ("ana", "mo", "bo", "ob", "zed")


@pytest.fixture
def cast(transactional_db):
    return Cast()


def organization(cast, name, **given):
    return Organization.objects.create(
        name=name, kind=OrganizationKind.NETWORK, created_by=cast.person("bo"), **given
    )


def test_the_same_organization_added_by_all_at_once_is_there_once(cast):
    for _round in range(ROUNDS):
        names = ("Le RAMEAU", "le Rameau", "LE RAMEAU", "Le\u00a0Raméau", "Le-Rameau")
        calls = [
            mutation(cast, who, "addOrganization", "organization { id }", name=name, kind="NETWORK")
            for who, name in zip(THEY, names, strict=True)
        ]

        answers = at_once(calls)

        assert codes(answers) == ["CONFLICT"] * 4 + ["OK"]
        made = Organization.objects.get()
        assert made.contacts.count() == 1
        made.delete()


def test_the_same_affiliation_proposed_twice_at_once_is_there_once(cast):
    rameau = organization(cast, "Le RAMEAU")
    given = {"organization": gid(rameau), "role": "Chargée de mission"}
    for _round in range(ROUNDS):
        call = [
            mutation(cast, "bo", "proposeAffiliation", "affiliation { id }", **given)
            for _ in range(3)
        ]

        answers = at_once(call)

        assert codes(answers) == ["CONFLICT", "CONFLICT", "OK"]
        there = Affiliation.objects.get()
        assert {answer["affiliation"]["id"] for answer in answers} == {gid(there)}
        there.delete()


def test_what_is_confirmed_and_refused_at_once_is_one_of_the_two(cast):
    rameau = organization(cast, "Le RAMEAU")
    rameau.contacts.create(person=cast.person("ana"))
    for _round in range(ROUNDS):
        there = Affiliation.objects.create(
            person=cast.person("bo"), organization=rameau, role="Trésorier"
        )
        named = {"affiliation": gid(there)}

        answers = at_once(
            [
                mutation(cast, "ana", "confirmAffiliation", "affiliation { state }", **named),
                mutation(
                    cast,
                    "nina",
                    "refuseAffiliation",
                    "affiliation { state }",
                    reason="Non",
                    **named,
                ),
                mutation(cast, "bo", "withdrawAffiliation", "affiliation { state }", **named),
            ]
        )

        assert codes(answers) == ["DENIED", "DENIED", "OK"]
        (done,) = [answer["affiliation"]["state"] for answer in answers if answer["affiliation"]]
        there.refresh_from_db()
        assert there.state == done.lower()
        there.delete()


def test_a_contact_is_made_once_by_two_at_once(cast):
    rameau = organization(cast, "Le RAMEAU")
    rameau.contacts.create(person=cast.person("ana"))
    given = {"organization": gid(rameau), "person": gid(cast.person("bo"))}
    for _round in range(ROUNDS):
        answers = at_once(
            [
                mutation(
                    cast, who, "makeOrganizationContact", "organizationContact { id }", **given
                )
                for who in ("ana", "nina")
            ]
        )

        assert codes(answers) == ["CONFLICT", "OK"]
        OrganizationContact.objects.filter(person=cast.person("bo")).delete()


def test_a_circle_of_networks_is_not_closed_by_two_who_each_see_it_open(cast):
    a, b, c, d = (organization(cast, name) for name in "ABCD")

    def join(who, part, whole):
        part.refresh_from_db()
        given = {"organization": gid(part), "parent": gid(whole), "revision": part.revision}
        return mutation(cast, who, "editOrganization", "organization { id }", **given)

    for each in (a, b, c, d):
        each.contacts.create(person=cast.person("ana"))
    for _round in range(ROUNDS):
        Organization.objects.update(parent=None)
        Organization.objects.filter(pk=b.pk).update(parent=c)
        Organization.objects.filter(pk=d.pk).update(parent=a)

        answers = at_once([join("ana", a, b), join("nina", c, d)])

        assert codes(answers) == ["INVALID", "OK"]
        parents = dict(Organization.objects.values_list("pk", "parent"))
        at = a.pk
        for _step in range(4):
            at = parents.get(at)
        assert at is None
