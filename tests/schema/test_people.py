"""People in the graph: who is asking, by cookie or by token, and what is between whom."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from communs.groups.models import Membership
from communs.people import actions
from communs.people.models import Person

from . import making
from .conftest import gid

VIEWER = "{ viewer { name email language isModerator } }"
PERSON = """
query ($person: ID!) { person(id: $person) {
  name biography biographyHtml languages email language isModerator
  memberships { totalCount nodes { group { name } } }
} }
"""
AUTHOR = """
query ($thread: ID!) { thread(id: $thread) { messages { nodes { author {
  name biography biographyHtml languages email language memberships { totalCount }
} } } } }
"""
PASSWORD = "correct horse battery staple"  # noqa: S105 - it opens nothing
BO = {"name": "Bo", "email": "bo@communs.example", "language": "FR", "isModerator": False}


@pytest.fixture
def account(cast):
    """Let bo sign in with a password, by a proven address."""
    person = cast.person("bo")
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def sign_in(client: Client, kind: str, **headers: str) -> dict:
    """Sign in the way a front end does."""
    answer = client.post(
        f"/_allauth/{kind}/v1/auth/login",
        {"email": "bo@communs.example", "password": PASSWORD},
        content_type="application/json",
        headers={"user-agent": "tests"} | headers,
    )
    assert answer.status_code == 200, answer.content
    return answer.json()


def viewer(client: Client, **headers: str) -> dict | None:
    """Ask who one is."""
    answer = client.post(
        "/graphql", {"query": VIEWER}, content_type="application/json", headers=headers
    )
    return answer.json()["data"]["viewer"]


def test_whoever_has_a_session_cookie_is_somebody(account):
    client = Client(enforce_csrf_checks=True)
    client.get("/_allauth/browser/v1/config", headers={"user-agent": "tests"})
    sign_in(client, "browser", **{"x-csrftoken": client.cookies["csrftoken"].value})

    assert viewer(client, **{"x-requested-with": "tests"}) == BO


def test_whoever_has_a_session_token_is_somebody(account):
    token = sign_in(Client(), "app")["meta"]["session_token"]

    assert viewer(Client(), **{"x-session-token": token}) == BO


def test_a_token_that_was_signed_out_is_nobodys(account):
    token = {"x-session-token": sign_in(Client(), "app")["meta"]["session_token"]}

    Client().delete("/_allauth/app/v1/auth/session", headers=token)

    assert viewer(Client(), **token) is None


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 41, "é", "a-b"])
def test_a_token_that_is_nobodys_does_not_fall_back_on_the_cookie(cast, token):
    client = Client()
    client.force_login(cast.person("bo"))

    headers = {"x-session-token": token, "x-requested-with": "tests"}

    assert viewer(client, **headers) is None


def test_nobody_is_nobody(db):
    assert viewer(Client()) is None


@pytest.mark.parametrize("change", [{"is_active": False}, {"joined_at": None}])
def test_who_left_or_never_came_is_nobody(cast, ask, change):
    client = Client(headers={"x-requested-with": "tests"})
    client.force_login(cast.person("bo"))
    Person.objects.filter(pk=cast.person("bo").pk).update(**change)

    assert viewer(client) is None
    assert ask("ana", PERSON, person=gid(cast.person("bo")))["person"] is None


@pytest.fixture
def told(cast):
    """Let bo tell of himself."""
    cast.perform(actions.edit_profile, "bo", biography="*Bo*", languages=["fr", "oc"])


def test_members_know_one_another_but_not_by_address(cast, ask, told):
    shown = ask("zed", PERSON, person=gid(cast.person("bo")))["person"]

    assert shown == {
        "name": "Bo",
        "biography": "*Bo*",
        "biographyHtml": "<p><em>Bo</em></p>\n",
        "languages": ["fr", "oc"],
        "email": None,
        "language": None,
        "isModerator": False,
        "memberships": {"totalCount": 1, "nodes": [{"group": {"name": "Groupe open"}}]},
    }


def test_a_person_knows_their_own_address_and_all_their_groups(cast, ask, told):
    shown = ask("bo", PERSON, person=gid(cast.person("bo")))["person"]

    assert (shown["email"], shown["language"]) == ("bo@communs.example", "FR")
    names = {each["group"]["name"] for each in shown["memberships"]["nodes"]}
    assert names == {"Groupe open", "Groupe listed", "Groupe hidden"}


def test_a_visitor_learns_of_an_author_only_the_name(cast, ask, told):
    thread = making.thread(cast, cast.groups["open"], "Bonjour")

    (message,) = ask("nobody", AUTHOR, thread=gid(thread))["thread"]["messages"]["nodes"]

    author = dict.fromkeys(["biography", "biographyHtml", "languages", "email", "language"])
    assert message["author"] == {"name": "Bo", **author, "memberships": {"totalCount": 0}}


def test_people_are_listed_for_members_alone_by_name(cast, ask):
    asked = "{ people { totalCount nodes { name email } } }"

    seen = ask("bo", asked)["people"]

    assert [person["name"] for person in seen["nodes"]] == ["Ana", "Bo", "Mo", "Nina", "Ob", "Zed"]
    assert [person["email"] for person in seen["nodes"]] == [None, BO["email"], *[None] * 4]
    assert seen["totalCount"] == 6
    assert ask("nobody", asked)["people"] == {"totalCount": 0, "nodes": []}


def test_everybody_edits_what_they_tell_of_themselves(cast, mutate):
    shown = "person { name biography languages language }"

    first = mutate("bo", "editProfile", shown, biography="Ici", languages=["FR", "fr", "oc"])
    second = mutate("bo", "editProfile", shown, name="Bo B.", language="EN", biography=None)

    assert first["person"] == {
        "name": "Bo",
        "biography": "Ici",
        "languages": ["fr", "oc"],
        "language": "FR",
    }
    assert second["errors"] == []
    assert second["person"] == first["person"] | {"name": "Bo B.", "language": "EN"}


@pytest.mark.parametrize(
    ("who", "given", "error"),
    [
        ("nobody", {"name": "Moi"}, {"code": "DENIED", "field": None}),
        ("bo", {"name": " "}, {"code": "INVALID", "field": "name"}),
        ("bo", {"languages": ["français"]}, {"code": "INVALID", "field": "languages"}),
        ("bo", {"biography": "x" * 20_001}, {"code": "INVALID", "field": "biography"}),
    ],
)
def test_a_profile_that_fails_says_why_and_stays(cast, mutate, who, given, error):
    answer = mutate(who, "editProfile", "person { name }", **given)

    assert answer == {"person": None, "errors": [error]}
    assert not Person.objects.exclude(biography="").exists()
    assert Person.objects.get(pk=cast.person("bo").pk).name == "Bo"


def test_people_and_their_groups_cost_the_same_for_many(cast, cost):
    asked = """{ people(first: 40) { nodes { name biographyHtml
      memberships(first: 40) { totalCount nodes { role group { name viewerRole } } } } } }"""
    few = cost("bo", asked)

    people = [Person(email=f"p{n}@communs.example", name=f"P{n:02}") for n in range(34)]
    Person.objects.bulk_create(people)
    Membership.objects.bulk_create(
        Membership(group=group, person=person, created_at=timezone.now())
        for person in people
        for group in cast.groups.values()
    )
    many = cost("bo", asked)

    assert many == few == 7
