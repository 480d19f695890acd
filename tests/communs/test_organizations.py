"""Organizations: who adds and edits them, each entered once, none part of itself, who sees what."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from backend.rules import Conflict, Denied, Invalid, Limited, Missing
from backend.search.sources import present, touched
from communs.organizations import actions, editing, facts, rules
from communs.organizations.models import Organization, OrganizationContact, OrganizationKind
from communs.organizations.queries import answered_for, by_now, located_in
from communs.people import actions as people
from communs.people import rules as people_rules
from communs.topics.models import Topic
from tests.cast import EVERYBODY
from tests.communs.happened import happened
from tests.places import settle

pytestmark = pytest.mark.django_db

SIGNED_IN = {"ana", "mo", "bo", "ob", "nina", "zed"}
KIND = OrganizationKind.ASSOCIATION
NETWORK = OrganizationKind.NETWORK


def added(cast, name="Le RAMEAU", who="bo", **given):
    return cast.perform(actions.add_organization, who, name=name, **{"kind": KIND} | given)


def edit(cast, organization, who="bo", revision=1, **given):
    return cast.perform(
        actions.edit_organization, who, organization=organization, revision=revision, **given
    )


def may(cast, rule, organization):
    """Say who of everybody a rule lets do it, by what is so at this moment."""
    actors = {who: by_now(cast.actor(who), organization) for who in EVERYBODY}
    return {who for who, actor in actors.items() if rule(actor, organization)}


@pytest.fixture
def rameau(cast):
    return added(cast)


# --- who may, who sees --------------------------------------------------------------------------


def test_whoever_is_signed_in_adds_organizations(cast):
    assert cast.may(rules.can_add) == SIGNED_IN


def test_its_contacts_and_moderators_of_the_network_look_after_it(cast, rameau):
    assert may(cast, rules.can_edit, rameau) == {"bo", "nina"}
    assert may(cast, people_rules.can_make_contact, rameau) == {"bo", "nina"}


def test_a_contact_goes_by_themselves_or_by_moderators(cast, rameau):
    assert cast.may(rules.can_remove_contact, rameau.contacts.get()) == {"bo", "nina"}


def test_everybody_knows_organizations_and_members_who_answers_for_them(cast, rameau):
    assert cast.who_see(rameau) == {*SIGNED_IN, "nobody"}
    assert cast.who_see(rameau.contacts.get()) == SIGNED_IN


# --- adding -------------------------------------------------------------------------------------


def test_who_adds_an_organization_answers_for_it(cast):
    network = added(cast, "Réseau des catalyseurs territoriaux", "ana", kind=NETWORK)

    made = added(
        cast,
        " Le \n RAMEAU ",
        website="https://lerameau.fr",
        description="Un *laboratoire*.\r\n",
        parent=network,
    )

    made.refresh_from_db()
    assert (made.name, made.kind, made.website, made.description, made.revision) == (
        "Le RAMEAU",
        "association",
        "https://lerameau.fr",
        "Un *laboratoire*.",
        1,
    )
    assert (made.parent, made.audience, made.territory) == (network, "public", None)
    bo = cast.person("bo")
    assert made.created_by == made.contacts.get().person == bo
    assert happened()[2:] == [
        facts.OrganizationAdded(organization=made.pk),
        facts.ContactMade(organization=made.pk, person=bo.pk),
    ]


def test_a_moderator_adds_one_without_answering_for_it(cast):
    made = added(cast, who="nina")

    assert not made.contacts.exists()
    assert happened() == [facts.OrganizationAdded(organization=made.pk)]


@pytest.mark.parametrize(
    ("name", "twin"),
    [
        ("Économie", "E\u0301conomie"),  # composed, and not
        ("L'économie de l'alliance", "l’Économie de l’Alliance"),
        ("CRESS Hauts-de-France", "Cress  Hauts de France"),
        ("Œuvres", "OEUVRES"),
        ("+++", "+++"),
    ],
)
def test_an_organization_is_entered_once_however_its_name_is_written(cast, name, twin):
    there = added(cast, name)

    with pytest.raises(Conflict, match="of this name already") as refused:
        added(cast, twin, "ana")

    assert (refused.value.current, refused.value.field) == (there, "name")
    assert Organization.objects.get() == there
    assert len(happened()) == 2


def test_the_database_itself_lets_no_twin_in(cast, rameau):
    twin = Organization(name="le Rameau", kind=KIND, created_by=cast.person("ana"))

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)

    assert twin.folded_name == rameau.folded_name == "le rameau"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "\u200b"}, "name"),
        ({"name": "a" * 201}, "name"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"website": "lerameau.fr"}, "website"),
        ({"description": "a" * 50_001}, "description"),
    ],
)
def test_what_cannot_be_taken_is_refused_before_or_after(cast, rameau, given, field):
    before = Organization.objects.values().get()

    with pytest.raises(Invalid) as adding:
        added(cast, **{"name": "Wimoov"} | given)
    with pytest.raises(Invalid) as editing_it:
        edit(cast, rameau, **given)

    assert (adding.value.field, editing_it.value.field) == (field, field)
    assert Organization.objects.values().get() == before
    assert len(happened()) == 2


def test_nobody_floods_the_directory_but_moderators_may_enter_one(cast, monkeypatch):
    monkeypatch.setattr(editing, "MOST_A_DAY", 2)
    for name in ("Un", "Deux"):
        added(cast, name)
        added(cast, f"{name} bis", "nina")

    with pytest.raises(Limited):
        added(cast, "Trois")
    added(cast, "Trois bis", "nina")

    assert not Organization.objects.filter(name="Trois").exists()


# --- editing ------------------------------------------------------------------------------------


def test_an_edit_changes_what_it_names_and_nothing_else(cast, rameau):
    edit(cast, rameau, "nina", kind=OrganizationKind.LABORATORY, website="https://lerameau.fr")

    rameau.refresh_from_db()
    assert (rameau.name, rameau.kind, rameau.website, rameau.revision) == (
        "Le RAMEAU",
        "laboratory",
        "https://lerameau.fr",
        2,
    )
    assert happened()[2:] == [facts.OrganizationEdited(organization=rameau.pk, revision=2)]


def test_an_organization_may_be_written_anew_and_is_still_compared_by_its_name(cast, rameau):
    edit(cast, rameau, name="LE RAMEAU")
    edit(cast, rameau, revision=2, name="Alliances")

    rameau.refresh_from_db()
    assert (rameau.name, rameau.folded_name) == ("Alliances", "alliances")


def test_an_edit_takes_no_name_that_another_has(cast, rameau):
    wimoov = added(cast, "Wimoov")

    with pytest.raises(Conflict) as refused:
        edit(cast, wimoov, name="le rameau")

    assert (refused.value.current, refused.value.field) == (wimoov, "name")
    wimoov.refresh_from_db()
    assert (wimoov.name, wimoov.revision) == ("Wimoov", 1)


def test_an_edit_from_another_revision_conflicts_and_shows_what_stands(cast, rameau):
    edit(cast, rameau, name="Le premier")

    with pytest.raises(Conflict) as refused:
        edit(cast, rameau, "nina", name="Le second")

    assert (refused.value.current.name, refused.value.field) == ("Le premier", "revision")
    rameau.refresh_from_db()
    assert (rameau.name, rameau.revision) == ("Le premier", 2)


@pytest.mark.parametrize("who", ["ana", "zed", "nobody"])
def test_nobody_else_edits_it(cast, rameau, who):
    with pytest.raises(Denied, match="contacts"):
        edit(cast, rameau, who, name="À moi")

    rameau.refresh_from_db()
    assert rameau.name == "Le RAMEAU"


# --- networks -----------------------------------------------------------------------------------


def test_an_organization_leaves_its_network_when_the_edit_says_so(cast, rameau):
    network = added(cast, "Le Mouvement associatif", kind=NETWORK)
    edit(cast, rameau, parent=network)
    edit(cast, rameau, revision=2, website="")
    rameau.refresh_from_db()
    assert rameau.parent == network

    edit(cast, rameau, revision=3, parent=None)

    rameau.refresh_from_db()
    assert rameau.parent is None


def test_no_network_is_part_of_itself_by_whatever_way(cast):
    top = added(cast, "A", kind=NETWORK)
    middle = added(cast, "B", kind=NETWORK, parent=top)
    bottom = added(cast, "C", kind=NETWORK, parent=middle)

    for below in (top, middle, bottom):
        with pytest.raises(Invalid) as refused:
            edit(cast, top, parent=below)
        assert refused.value.field == "parent"

    top.refresh_from_db()
    assert (top.parent, top.revision) == (None, 1)


def test_the_database_itself_lets_none_be_its_own_parent(cast, rameau):
    rameau.parent = rameau

    with pytest.raises(IntegrityError, match="not_its_own_parent"), transaction.atomic():
        rameau.save()


# --- contacts -----------------------------------------------------------------------------------


def test_contacts_and_moderators_let_others_answer_for_it(cast, rameau):
    for by, who in (("bo", "ana"), ("ana", "mo"), ("nina", "zed")):
        contact = cast.perform(
            people.make_organization_contact, by, organization=rameau, person=cast.person(who)
        )
        assert contact.person == cast.person(who)

    assert rameau.contacts.count() == 4
    assert happened()[-1] == facts.ContactMade(organization=rameau.pk, person=cast.person("zed").pk)


def test_a_contact_is_made_once_and_by_nobody_else(cast, rameau):
    given = {"organization": rameau, "person": cast.person("bo")}

    with pytest.raises(Conflict) as again:
        cast.perform(people.make_organization_contact, "nina", **given)
    with pytest.raises(Denied):
        cast.perform(people.make_organization_contact, "ana", **given)

    assert again.value.current == rameau.contacts.get()


def test_the_last_contact_may_go_and_moderators_look_after_it_then(cast, rameau):
    contact = rameau.contacts.get()
    with pytest.raises(Denied):
        cast.perform(actions.remove_organization_contact, "ana", contact=contact)
    with pytest.raises(Missing):
        cast.perform(actions.remove_organization_contact, "nobody", contact=contact)

    cast.perform(actions.remove_organization_contact, "bo", contact=contact)

    assert not OrganizationContact.objects.exists()
    assert may(cast, rules.can_edit, rameau) == {"nina"}
    bo = cast.person("bo").pk
    assert happened()[2:] == [facts.ContactRemoved(organization=rameau.pk, person=bo)]


def test_who_answers_for_what_is_asked_for_many_at_once(cast, rameau):
    other = added(cast, "Wimoov", "ana")
    asked = [rameau.pk, other.pk]

    assert answered_for(cast.person("bo").pk, asked) == {rameau.pk}
    assert answered_for(None, asked) == set()


# --- where, and about what ----------------------------------------------------------------------


@pytest.fixture
def places(db):
    return settle()


def test_an_organization_is_found_where_it_has_its_seat_and_where_it_is_at_work(cast, places):
    seated = added(cast, "Fondation de Lille", territory=places["Lille"])
    at_work = added(cast, "AGUR")
    cast.perform(
        actions.classify_organization, "bo", organization=at_work, territories=[places["Nord"]]
    )
    added(cast, "ViAsso Occitanie", territory=places["Toulouse"])

    def found(name):
        return set(located_in(Organization.objects.all(), places[name].pk))

    assert found("Hauts-de-France") == found("Nord") == {seated, at_work}
    assert found("Lille") == {seated}


def test_contacts_and_moderators_say_where_and_about_what_it_is(cast, places, rameau):
    topic = Topic.objects.create(name_fr="Alliances", colour="#19486A", place=100)
    given = {"organization": rameau, "territories": [places["France"]]}

    cast.perform(actions.classify_organization, "bo", **given, topics=[topic])
    cast.perform(actions.classify_organization, "nina", organization=rameau, topics=[])

    assert may(cast, rules.can_classify, rameau) == {"bo", "nina"}
    assert ([*rameau.topics.all()], [*rameau.territories.all()]) == ([], [places["France"]])
    assert happened()[2:] == [facts.OrganizationClassified(organization=rameau.pk)] * 2
    with pytest.raises(Denied):
        cast.perform(actions.classify_organization, "ana", organization=rameau, topics=[topic])
    assert not rameau.topics.exists()


def test_an_edit_moves_its_seat_or_takes_it_away(cast, places, rameau):
    edit(cast, rameau, territory=places["Lille"])
    edit(cast, rameau, revision=2, website="")
    rameau.refresh_from_db()
    assert rameau.territory == places["Lille"]

    edit(cast, rameau, revision=3, territory=None)

    rameau.refresh_from_db()
    assert rameau.territory is None


# --- finding ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {"Le Mouvement associatif Hauts-de-France", "AGUR", "CRESS Hauts-de-France"}),
        ("agu", {"AGUR"}),
        ("hauts de f", {"Le Mouvement associatif Hauts-de-France", "CRESS Hauts-de-France"}),
        ("MOUV", {"Le Mouvement associatif Hauts-de-France"}),
        ("gur", set()),
        ("%", set()),
        ("\0", set()),
    ],
)
def test_organizations_are_known_by_the_beginnings_of_their_words(cast, asked, found):
    for name in ("Le Mouvement associatif Hauts-de-France", "AGUR", "CRESS Hauts-de-France"):
        added(cast, name)

    assert {each.name for each in Organization.objects.named(asked)} == found


def test_search_knows_an_organization_by_its_name_its_words_and_its_kind(cast):
    foundation = OrganizationKind.FOUNDATION
    made = added(cast, "Fondation GRDF", kind=foundation, description="L'*alliance*.")

    (document,) = present(touched([facts.OrganizationAdded(organization=made.pk)]))

    assert (document.kind, document.title, document.audience) == (
        "organization",
        "Fondation GRDF",
        "public",
    )
    assert document.body.split("\n") == ["L'alliance.", "fondation", "foundation"]


def test_search_reads_an_organization_again_when_it_was_edited(cast, rameau):
    edit(cast, rameau, name="Alliances")

    (edited,) = [f for f in happened() if isinstance(f, facts.OrganizationEdited)]
    assert [document.title for document in present(touched([edited]))] == ["Alliances"]
