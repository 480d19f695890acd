"""Affiliations: who is of which organization, who says so, who confirms it, who is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from backend.mail.models import Letter
from backend.rules import Conflict, Denied, Invalid, Limited, Missing
from backend.search.sources import present, touched
from communs.organizations import actions as organizing
from communs.organizations.facts import OrganizationEdited
from communs.organizations.models import OrganizationKind
from communs.organizations.queries import by_now
from communs.people import actions, affiliating, facts, rules
from communs.people.models import Affiliation, AffiliationState, Person
from tests.cast import EVERYBODY
from tests.communs.happened import happened

pytestmark = pytest.mark.django_db

SIGNED_IN = {"ana", "mo", "bo", "ob", "nina", "zed"}
NOT_BEFORE = date(2014, 1, 1)


@pytest.fixture
def rameau(cast):
    """An organization that ana answers for."""
    kind = OrganizationKind.ASSOCIATION
    return cast.perform(organizing.add_organization, "ana", name="Le RAMEAU", kind=kind)


@pytest.fixture
def proposed(cast, rameau):
    return propose(cast, rameau)


@pytest.fixture
def confirmed(cast, proposed):
    return cast.perform(actions.confirm_affiliation, "ana", affiliation=proposed)


def propose(cast, organization, who="bo", role="Chargée de mission", **given):
    return cast.perform(
        actions.propose_affiliation, who, organization=organization, role=role, **given
    )


def may(cast, rule, affiliation):
    """Say who of everybody a rule lets do it, by what is so at this moment."""
    actors = {who: by_now(cast.actor(who), affiliation.organization) for who in EVERYBODY}
    return {who for who, actor in actors.items() if rule(actor, affiliation)}


def told():
    """Say to whom letters went since the last time, and about what."""
    letters = [(letter.to.partition("@")[0], letter.subject) for letter in Letter.objects.all()]
    Letter.objects.all().delete()
    return sorted(letters)


def of_affiliations():
    """Give what happened to affiliations, in order."""
    return [fact for fact in happened() if isinstance(fact, facts.AffiliationFact)]


def today():
    return timezone.localdate()


# --- who may, who sees --------------------------------------------------------------------------


def test_everybody_who_is_signed_in_says_where_they_are(cast):
    assert cast.may(rules.can_propose) == SIGNED_IN


def test_what_waits_is_decided_by_contacts_and_moderators_or_taken_back(cast, proposed):
    assert may(cast, rules.can_decide, proposed) == {"ana", "nina"}
    assert may(cast, rules.can_withdraw, proposed) == {"bo"}
    assert may(cast, rules.can_end, proposed) == set()


def test_what_is_confirmed_is_ended_by_the_person_contacts_and_moderators(cast, confirmed):
    assert may(cast, rules.can_end, confirmed) == {"bo", "ana", "nina"}
    assert may(cast, rules.can_decide, confirmed) == set()
    assert may(cast, rules.can_withdraw, confirmed) == set()


def test_what_is_over_or_refused_is_left_alone(cast, rameau, proposed):
    reason = {"reason": "Non."}
    refused = cast.perform(actions.refuse_affiliation, "ana", affiliation=proposed, **reason)
    over = propose(cast, rameau, "ana", ended_on=date(2020, 1, 1))
    taken_back = propose(cast, rameau, "zed")
    taken_back = cast.perform(actions.withdraw_affiliation, "zed", affiliation=taken_back)

    for rule in (rules.can_decide, rules.can_withdraw, rules.can_end):
        for affiliation in (refused, over, taken_back):
            assert may(cast, rule, affiliation) == set()


def test_until_it_is_confirmed_only_those_concerned_know(cast, proposed):
    assert cast.who_see(proposed) == {"bo", "ana", "nina"}

    cast.perform(actions.confirm_affiliation, "nina", affiliation=proposed)

    assert cast.who_see(proposed) == SIGNED_IN


@pytest.mark.parametrize("ending", ["refuse", "withdraw"])
def test_what_was_not_confirmed_stays_between_them(cast, proposed, ending):
    if ending == "refuse":
        cast.perform(actions.refuse_affiliation, "ana", affiliation=proposed, reason="Non.")
    else:
        cast.perform(actions.withdraw_affiliation, "bo", affiliation=proposed)

    assert cast.who_see(proposed) == {"bo", "ana", "nina"}


def test_who_answers_for_it_no_more_no_longer_sees_what_waits(cast, rameau, proposed):
    cast.perform(organizing.remove_organization_contact, "ana", contact=rameau.contacts.get())

    assert cast.who_see(proposed) == {"bo", "nina"}
    assert may(cast, rules.can_decide, proposed) == {"nina"}


# --- proposing ----------------------------------------------------------------------------------


def test_what_somebody_says_waits_and_the_contacts_are_told(cast, rameau):
    made = propose(cast, rameau, role=" Chargée  de mission ", started_on=NOT_BEFORE)

    made.refresh_from_db()
    assert (made.person, made.organization, made.role) == (
        cast.person("bo"),
        rameau,
        "Chargée de mission",
    )
    assert (made.started_on, made.ended_on, made.state) == (NOT_BEFORE, None, "proposed")
    assert (made.decided_at, made.decided_by) == (None, None)
    letter = Letter.objects.get()
    assert (letter.to, letter.subject) == (
        "ana@communs.example",
        "Bo dit faire partie de «\u00a0Le RAMEAU\u00a0»",
    )
    assert "Chargée de mission" in letter.text
    assert of_affiliations() == [
        facts.AffiliationProposed(
            person=cast.person("bo").pk, organization=rameau.pk, affiliation=made.pk
        )
    ]


def test_where_nobody_answers_for_it_moderators_are_told(cast, rameau):
    Person.objects.filter(pk=cast.person("nina").pk).update(language="en")
    Person.objects.filter(pk=cast.person("ana").pk).update(is_active=False)  # its only contact

    propose(cast, rameau)

    assert told() == [("nina", "Bo says they are of “Le RAMEAU”")]


def test_what_a_contact_says_of_themselves_is_confirmed_at_once(cast, rameau):
    made = propose(cast, rameau, "ana")

    ana = cast.person("ana")
    assert (made.state, made.decided_by) == (AffiliationState.CONFIRMED, ana)
    assert told() == []
    named = {"person": ana.pk, "organization": rameau.pk, "affiliation": made.pk}
    assert happened()[-2:] == [
        facts.AffiliationProposed(**named),
        facts.AffiliationConfirmed(**named),
    ]


def test_a_moderator_waits_as_everybody_does(cast, rameau):
    assert propose(cast, rameau, "nina").state == AffiliationState.PROPOSED


@pytest.mark.parametrize("role", ["Chargée de mission", "chargee DE MISSION"])
def test_the_same_is_said_once_while_it_lasts(cast, rameau, proposed, role):
    told()

    with pytest.raises(Conflict) as refused:
        propose(cast, rameau, role=role)

    assert (refused.value.current, refused.value.field) == (proposed, "role")
    assert Affiliation.objects.get() == proposed
    assert told() == []


def test_another_role_a_former_time_and_another_person_are_something_else(cast, rameau, proposed):
    propose(cast, rameau, role="Administratrice")
    propose(cast, rameau, started_on=NOT_BEFORE, ended_on=date(2016, 1, 1))
    propose(cast, rameau, "zed")

    assert Affiliation.objects.count() == 4


def test_what_was_refused_or_taken_back_can_be_said_again(cast, rameau, proposed):
    cast.perform(actions.withdraw_affiliation, "bo", affiliation=proposed)
    again = propose(cast, rameau)
    cast.perform(actions.refuse_affiliation, "ana", affiliation=again, reason="Non.")

    assert propose(cast, rameau).state == AffiliationState.PROPOSED


def test_the_database_itself_keeps_what_lasts_once_per_role(cast, rameau, proposed):
    twin = Affiliation(person=cast.person("bo"), organization=rameau, role="CHARGÉE de mission")

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_the_database_itself_lets_none_end_before_it_starts(cast, proposed):
    proposed.started_on, proposed.ended_on = date(2020, 1, 2), date(2020, 1, 1)

    with pytest.raises(IntegrityError, match="ends_after_start"), transaction.atomic():
        proposed.save()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"role": " "}, "role"),
        ({"role": "a" * 201}, "role"),
        ({"started_on": date(2020, 1, 2), "ended_on": date(2020, 1, 1)}, "ended_on"),
        ({"started_on": date(1, 1, 1)}, "started_on"),
        ({"ended_on": date(9999, 1, 1)}, "ended_on"),
    ],
)
def test_what_makes_no_sense_is_refused(cast, rameau, given, field):
    with pytest.raises(Invalid) as refused:
        propose(cast, rameau, **given)

    assert refused.value.field == field
    assert not Affiliation.objects.exists()
    assert told() == []


def test_nobody_floods_contacts_with_letters(cast, rameau, monkeypatch):
    monkeypatch.setattr(affiliating, "MOST_A_DAY", 2)
    for role in ("Une", "Deux"):
        made = propose(cast, rameau, role=role)
        cast.perform(actions.withdraw_affiliation, "bo", affiliation=made)

    with pytest.raises(Limited):
        propose(cast, rameau, role="Trois")

    assert Affiliation.objects.count() == 2


# --- deciding -----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ana", "nina"])
def test_the_organization_confirms_and_the_person_is_told(cast, rameau, proposed, who):
    told()

    cast.perform(actions.confirm_affiliation, who, affiliation=proposed)

    proposed.refresh_from_db()
    assert (proposed.state, proposed.decided_by) == ("confirmed", cast.person(who))
    assert proposed.decided_at is not None
    assert told() == [("bo", "«\u00a0Le RAMEAU\u00a0»\u00a0: votre appartenance est confirmée")]
    assert of_affiliations()[1:] == [
        facts.AffiliationConfirmed(
            person=cast.person("bo").pk, organization=rameau.pk, affiliation=proposed.pk
        )
    ]


def test_it_refuses_with_a_reason_that_is_told(cast, proposed):
    told()
    with pytest.raises(Invalid) as silent:
        cast.perform(actions.refuse_affiliation, "ana", affiliation=proposed, reason=" ")

    cast.perform(actions.refuse_affiliation, "ana", affiliation=proposed, reason=" Inconnue. ")

    proposed.refresh_from_db()
    assert silent.value.field == "reason"
    assert (proposed.state, proposed.reason) == ("refused", "Inconnue.")
    assert "\nInconnue.\n" in Letter.objects.get().text


@pytest.mark.parametrize("who", ["bo", "zed", "nobody"])
@pytest.mark.parametrize("action", [actions.confirm_affiliation, actions.refuse_affiliation])
def test_nobody_else_decides(cast, proposed, who, action):
    told()
    given = {} if action is actions.confirm_affiliation else {"reason": "Non."}

    with pytest.raises(Denied if who == "bo" else Missing):
        cast.perform(action, who, affiliation=proposed, **given)

    proposed.refresh_from_db()
    assert proposed.state == AffiliationState.PROPOSED
    assert told() == []


def test_what_was_decided_is_not_decided_again(cast, confirmed):
    with pytest.raises(Denied, match="decided already"):
        cast.perform(actions.refuse_affiliation, "nina", affiliation=confirmed, reason="Non.")
    with pytest.raises(Denied, match="decided already"):
        cast.perform(actions.withdraw_affiliation, "bo", affiliation=confirmed)

    confirmed.refresh_from_db()
    assert (confirmed.state, confirmed.reason) == ("confirmed", "")


# --- ending -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "letters"), [("bo", 0), ("ana", 1), ("nina", 1)])
def test_it_ends_today_unless_said_and_the_person_knows(cast, rameau, confirmed, who, letters):
    told()

    cast.perform(actions.end_affiliation, who, affiliation=confirmed)

    confirmed.refresh_from_db()
    assert (confirmed.state, confirmed.ended_on) == ("confirmed", today())
    assert not Affiliation.objects.current().exists()
    assert (
        told() == [("bo", "«\u00a0Le RAMEAU\u00a0»\u00a0: la fin de votre appartenance")] * letters
    )
    assert happened()[-1] == facts.AffiliationEnded(
        person=cast.person("bo").pk, organization=rameau.pk, affiliation=confirmed.pk
    )


def test_it_does_not_end_before_it_started_nor_twice(cast, rameau):
    made = propose(cast, rameau, "ana", started_on=NOT_BEFORE)
    with pytest.raises(Invalid) as refused:
        cast.perform(actions.end_affiliation, "ana", affiliation=made, ended_on=date(2013, 12, 31))
    assert refused.value.field == "ended_on"

    cast.perform(actions.end_affiliation, "ana", affiliation=made, ended_on=NOT_BEFORE)

    with pytest.raises(Denied, match="ended already"):
        cast.perform(actions.end_affiliation, "ana", affiliation=made)


def test_a_stranger_ends_nothing(cast, confirmed):
    with pytest.raises(Denied):
        cast.perform(actions.end_affiliation, "zed", affiliation=confirmed)

    confirmed.refresh_from_db()
    assert confirmed.ended_on is None


# --- who is of it now ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("started", "ended", "is_current"),
    [
        (None, None, True),
        (0, None, True),
        (1, None, False),
        (None, 1, True),
        (None, 0, False),
        (-2, -1, False),
    ],
)
def test_current_is_what_has_begun_and_not_ended(cast, rameau, started, ended, is_current):
    def day(away):
        return None if away is None else today() + timedelta(days=away)

    propose(cast, rameau, "ana", started_on=day(started), ended_on=day(ended))

    people = Person.objects.working_for(rameau.pk)
    named = [(person.name, person.current_of) for person in Person.objects.by_organization()]
    assert Affiliation.objects.current().exists() is is_current
    assert Affiliation.objects.not_current().exists() is not is_current
    assert [*people] == ([cast.person("ana")] if is_current else [])
    assert named == ([("Ana", rameau.pk)] if is_current else [])


def test_a_person_is_of_an_organization_once_in_however_many_roles(cast, rameau, confirmed):
    again = propose(cast, rameau, role="Administratrice")
    cast.perform(actions.confirm_affiliation, "ana", affiliation=again)
    wimoov = cast.perform(
        organizing.add_organization, "bo", name="Wimoov", kind=OrganizationKind.ASSOCIATION
    )
    propose(cast, wimoov)
    propose(cast, rameau, "zed")  # waits

    bo = cast.person("bo")
    of = [(person, person.current_of) for person in Person.objects.by_organization()]
    assert sorted(of, key=str) == sorted([(bo, rameau.pk), (bo, wimoov.pk)], key=str)
    assert [*Person.objects.working_for(rameau.pk)] == [bo]


# --- finding ------------------------------------------------------------------------------------


def test_search_finds_people_by_the_organizations_that_confirmed_them(cast, rameau, proposed):
    def summaries(*happened):
        return [document.summary for document in present(touched(happened))]

    named = {"person": cast.person("bo").pk, "organization": rameau.pk}
    confirmed = facts.AffiliationConfirmed(**named, affiliation=proposed.pk)
    ended = facts.AffiliationEnded(**named, affiliation=proposed.pk)
    edited = OrganizationEdited(organization=rameau.pk, revision=2)
    assert summaries(confirmed) == [""]

    cast.perform(actions.confirm_affiliation, "ana", affiliation=proposed)
    cast.perform(
        organizing.edit_organization, "ana", organization=rameau, revision=1, name="Alliances"
    )

    assert summaries(confirmed) == ["Alliances"]
    assert {d.title: d.summary for d in present(touched([edited]))} == {
        "Alliances": "",
        "Bo": "Alliances",
    }
    cast.perform(actions.end_affiliation, "bo", affiliation=proposed)
    assert summaries(ended) == [""]
