"""People: who sees whom, what they change about themselves, how search and the admin show them."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from backend.rules import Denied, Invalid
from backend.search.sources import present, touched
from communs.people import actions, facts, rules
from communs.people.models import Language, Person

SIGNED_IN = {"ana", "mo", "bo", "ob", "nina", "zed"}


def profile(person):
    person.refresh_from_db()
    return (person.name, person.biography, person.languages, person.language)


# --- who may, who sees --------------------------------------------------------------------------


def test_whoever_is_signed_in_edits_their_own_profile(cast):
    assert cast.may(rules.can_edit_profile) == SIGNED_IN


def test_whoever_is_signed_in_chooses_their_own_letters(cast):
    assert cast.may(rules.can_choose_letters) == SIGNED_IN


def test_members_know_one_another_and_visitors_know_nobody(cast):
    assert cast.who_see(cast.person("bo")) == SIGNED_IN


def test_who_has_not_proven_their_address_is_nobodys_acquaintance(cast):
    bo = cast.person("bo")
    Person.objects.filter(pk=bo.pk).update(joined_at=None)

    assert cast.who_see(bo) == set()


def test_a_closed_account_is_seen_by_nobody(cast):
    bo = cast.person("bo")
    Person.objects.filter(pk=bo.pk).update(is_active=False)

    assert cast.who_see(bo) == set()


# --- editing ------------------------------------------------------------------------------------


def test_an_edit_changes_what_is_given(cast, perform):
    bo = cast.person("bo")

    edited = perform(
        actions.edit_profile,
        "bo",
        name=" Bo \n Dupont ",
        biography="J'anime le *PAVA* de Sète.\r\n",
        languages=["FR", "oc ", "fr"],
    )

    assert edited == bo
    assert profile(bo) == ("Bo Dupont", "J'anime le *PAVA* de Sète.", ["fr", "oc"], "fr")
    assert cast.facts() == [facts.ProfileEdited(person=bo.pk)]


def test_what_is_not_given_stays(cast, perform):
    bo = cast.person("bo")
    perform(actions.edit_profile, "bo", biography="…", languages=["fr"])

    perform(actions.edit_profile, "bo", language=Language.EN)

    assert profile(bo) == ("Bo", "…", ["fr"], "en")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"biography": "x" * 20_001}, "biography"),
        ({"biography": "\x00"}, "biography"),
        ({"languages": ["français"]}, "languages"),
        ({"languages": ["fr", ""]}, "languages"),
        ({"languages": [f"{a}{b}" for a in "abcde" for b in "fghij"]}, "languages"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_changes_nothing(cast, perform, given, field):
    before = profile(cast.person("bo"))

    with pytest.raises(Invalid) as refused:
        perform(actions.edit_profile, "bo", **{"name": "Autre", **given})

    assert refused.value.field == field
    assert (profile(cast.person("bo")), cast.facts()) == (before, [])


def test_a_visitor_has_no_profile_to_edit(cast, perform):
    with pytest.raises(Denied):
        perform(actions.edit_profile, "nobody", name="Personne")

    assert cast.facts() == []


# --- rows ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("email", ["bo@communs.example", "BO@communs.example"])
def test_the_database_keeps_one_account_per_address_however_it_is_written(cast, email):
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(email=email, name="Un autre")

    assert Person.objects.filter(email__iexact=email).count() == 1


def test_an_account_made_by_an_operator_is_kept_in_lower_case(db):
    assert Person.objects.create_user(" Lea@Exemple.FR ", name="Léa").email == "lea@exemple.fr"


# --- search -------------------------------------------------------------------------------------


def test_search_knows_members_by_name_and_biography(cast, perform):
    person = perform(actions.edit_profile, "bo", name="Bo Dupont", biography="Le *PAVA* de Sète")

    (document,) = present(touched(cast.facts()))

    assert (document.kind, document.id, document.audience) == ("person", person.pk, "network")
    assert (document.title, document.body.strip()) == ("Bo Dupont", "Le PAVA de Sète")


def test_search_forgets_who_is_no_member(cast, perform):
    perform(actions.edit_profile, "bo", name="Bo Dupont")
    Person.objects.filter(name="Bo Dupont").update(is_active=False)

    assert present(touched(cast.facts())) == []


# --- the admin ----------------------------------------------------------------------------------

ADMIN = [
    ("people_person", lambda cast: cast.person("bo")),
    ("groups_group", lambda cast: cast.group),
]


@pytest.fixture
def staff(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "trois lapins bleus")
    options = {"email": "root@communs.example", "name": "Root", "interactive": False}
    call_command("createsuperuser", verbosity=0, **options)
    client = Client()
    client.force_login(Person.objects.get(email="root@communs.example"))
    return client


@pytest.mark.parametrize("name", ["people_person", "groups_group", "groups_joinrequest"])
def test_the_admin_lists_and_adds_nothing(staff, cast, name):
    assert staff.get(reverse(f"admin:{name}_changelist")).status_code == 200
    assert staff.get(reverse(f"admin:{name}_add")).status_code == 403


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("people_person", "password__startswith"),
        ("people_person", "session__session_key__startswith"),
        ("people_person", "sessions__session_key__startswith"),
        ("people_person", "+__session_key__startswith"),
        ("people_person", "emailaddress__email__startswith"),
        ("groups_group", "created_by__password__startswith"),
        ("groups_joinrequest", "person__password__startswith"),
    ],
)
def test_what_the_admin_does_not_show_is_not_guessed_by_its_addresses(staff, cast, name, asked):
    plain = staff.get(reverse(f"admin:{name}_changelist"))
    guess = staff.get(reverse(f"admin:{name}_changelist"), {asked: "argon2"})

    assert plain.status_code == 200
    assert guess.status_code in (302, 400)  # refused, whether it is so or not


def test_the_admin_narrows_by_its_filters(staff, cast):
    page = staff.get(reverse("admin:people_person_changelist"), {"is_active__exact": "0"})

    assert page.status_code == 200
    assert page.context["cl"].result_count == 0


@pytest.mark.parametrize(("name", "row"), ADMIN)
def test_the_admin_shows_and_changes_nothing(staff, cast, name, row):
    url = reverse(f"admin:{name}_change", args=[row(cast).pk])

    page = staff.get(url)

    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert staff.post(url, {"name": "Autre"}).status_code == 403
    assert staff.post(url.replace("change", "delete"), {"post": "yes"}).status_code == 403
    row(cast).refresh_from_db()


def test_the_admin_is_closed_to_members_who_are_no_staff(cast):
    client = Client()
    client.force_login(cast.person("nina"))

    assert client.get(reverse("admin:people_person_changelist")).status_code == 302


def test_an_operator_signs_in_to_the_admin_by_address_and_password(staff):
    given = {"username": "root@communs.example", "password": "trois lapins bleus"}

    answer = Client().post(reverse("admin:login"), {**given, "next": "/admin/"})

    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
