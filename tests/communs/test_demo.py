"""The demo network as it stands once loaded: what is there, when it was, and who sees it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.conf import settings as configured
from django.db import transaction
from django.db.models import DateTimeField
from django.test import Client
from django.utils import timezone

from backend.journal.following import catch_up
from backend.journal.models import Entry
from backend.mail.models import Letter
from backend.rules import NOBODY
from backend.search.engines import engine
from backend.search.follower import SearchFollower
from communs.demo.accounts import ACCOUNTS
from communs.demo.content import texts
from communs.demo.loading import counts, history, load
from communs.events.models import Event, Session
from communs.groups.actors import actor_of
from communs.groups.models import Group, Invitation, JoinRequest, Membership
from communs.people.models import Person
from communs.resources.models import Resource, Revision
from communs.threads.models import Message, MessageEdit, Thread
from communs.threads.queries import unread_counts

pytestmark = pytest.mark.django_db  # so that the database is made, whatever else is run

HASHERS = configured.PASSWORD_HASHERS
OPENED = datetime(2024, 1, 8, tzinfo=UTC)  # the demo network's first day
TOLD = datetime(2024, 4, 30, tzinfo=UTC)  # and the end of what it tells
SYNTHESIS, PRIZE = "Synthèse du séminaire de Sète (à relire)", "Prime à l’alliance : questions"
GIVEN = {"territories", "topics"}  # official, and loaded beforehand: when is no part of the story
FOUND = "query($query: String!) { search(query: $query) { totalCount } }"


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Load the demo network once for this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def network(loaded):
    """Leave the demo network to the next test as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def index(settings, tmp_path):
    """Let search follow the journal, in a folder of this test's own."""
    settings.SEARCH_URL = f"tantivy://{tmp_path}/search"
    own = engine()
    catch_up(SearchFollower())
    yield
    own.close()


def person(who: str) -> Person:
    return Person.objects.get(email__startswith=f"{who}.")


def actor(who: str):
    return NOBODY if who == "nobody" else actor_of(person(who))


def test_everything_that_is_told_is_there():
    assert counts() == {
        "membres": 30,
        "organisations": 18,
        "groupes": 5,
        "ressources": 60,
        "évènements": 8,
        "fils": 19,
        "messages": 85,
    }
    assert Session.objects.count() == 6
    assert Membership.objects.count() == 65
    assert Revision.objects.count() == 67
    assert MessageEdit.objects.count() == 6  # three edits, and the texts of three removed messages
    assert Counter(Resource.objects.values_list("status", flat=True)) == {
        "draft": 2,
        "published": 57,
        "archived": 1,
    }


def test_every_thread_is_numbered_without_gaps():
    numbers = {
        thread: list(thread.messages.values_list("number", flat=True))
        for thread in Thread.objects.all()
    }

    assert all(said == list(range(1, len(said) + 1)) for said in numbers.values())
    assert all(len(said) == thread.last_number for thread, said in numbers.items())
    assert {len(parts) - 1 for parts in texts("threads").values()} == {
        len(said) - thread.polls.count()  # each is announced by a message
        for thread, said in numbers.items()
        if said
    }


def test_three_threads_are_lively():
    assert list(
        Thread.objects.filter(last_number__gte=10)
        .order_by("-last_number")
        .values_list("last_number", flat=True)
    ) == [22, 14, 13]
    assert Message.objects.exclude(removed_at=None).count() == 3
    assert Message.objects.exclude(edited_at=None).count() == 3


def test_some_have_not_read_everything():
    thread = Session.objects.get(title__startswith="L’économie de l’alliance").thread

    unread = {
        who: unread_counts(person(who).pk, [thread.pk])[thread.pk]
        for who in ("lucien", "camille", "noe")
    }

    assert unread == {"lucien": 2, "camille": 4, "noe": 8}


def test_the_seminar_lies_at_its_time_in_paris():
    seminar = Event.objects.get(place__startswith="Sète")
    webinar = Event.objects.get(title__contains="Cap 2030")

    assert seminar.local_start.isoformat() == "2024-04-22T09:30:00+02:00"
    assert seminar.local_end.isoformat() == "2024-04-23T16:30:00+02:00"
    assert seminar.sessions.count() == 6
    assert webinar.local_start.isoformat() == "2024-04-18T13:00:00+02:00"
    assert webinar.local_end.isoformat() == "2024-04-18T14:30:00+02:00"


def test_nothing_seems_to_have_happened_while_it_was_loaded():
    """Only what lies ahead, an event or the end of an invitation, is outside of what is told."""
    ahead = {"starts_at", "ends_at", "expires_at"}
    late = [
        f"{model.__name__}.{field.name}"
        for app in apps.get_app_configs()
        if app.name.startswith("communs.") and app.label not in GIVEN
        for model in [*app.get_models(), Entry]
        for field in model._meta.concrete_fields
        if isinstance(field, DateTimeField) and field.name not in ahead
        if model._default_manager.filter(**{f"{field.name}__isnull": False})
        .exclude(**{f"{field.name}__range": (OPENED, TOLD)})
        .exists()
    ]

    assert late == []


def test_the_journal_tells_it_in_order_and_by_whom():
    entries = Entry.objects.order_by("id")
    moments = list(entries.values_list("at", flat=True))

    assert moments == sorted(moments)
    assert entries.filter(kind="threads.MessagePosted").count() == 85
    assert not entries.filter(kind="threads.MessagePosted", actor=None).exists()
    assert {step.by for step in history()} - {""} == {
        email.split(".")[0] for email in Person.objects.values_list("email", flat=True)
    }


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account["role_en"])
def test_each_account_signs_in(settings, account):
    settings.PASSWORD_HASHERS = HASHERS  # those it was loaded with

    answer = Client().post(
        "/_allauth/app/v1/auth/login",
        {"email": account["email"], "password": account["password"]},
        content_type="application/json",
    )

    assert answer.status_code == 200, answer.content
    assert answer.json()["data"]["user"]["email"] == account["email"]


def test_nobody_else_has_a_password():
    able = [each.email for each in Person.objects.order_by("pk") if each.has_usable_password()]

    assert sorted(able) == sorted(account["email"] for account in ACCOUNTS)
    assert list(Person.objects.filter(is_moderator=True)) == [person("ines")]
    assert not Person.objects.filter(is_staff=True).exists()


@pytest.mark.parametrize(
    ("who", "groups", "events", "sessions", "threads", "resources"),
    [
        ("nobody", 4, 5, 0, 7, 51),
        ("elin", 4, 7, 0, 10, 53),
        ("noe", 4, 8, 6, 18, 57),
        ("awa", 5, 8, 6, 19, 60),
    ],
)
def test_each_sees_what_is_theirs(who, groups, events, sessions, threads, resources):
    seen = [
        model.objects.visible_to(actor(who)).count()
        for model in (Group, Event, Session, Thread, Resource)
    ]

    assert seen == [groups, events, sessions, threads, resources]


@pytest.mark.parametrize(
    ("who", "drafts"),
    [
        ("nobody", set()),
        ("elin", set()),
        ("ines", set()),
        ("noe", {SYNTHESIS}),
        ("jeanne", {PRIZE}),
        ("camille", {SYNTHESIS, PRIZE}),
    ],
)
def test_drafts_are_for_those_who_write_them_or_look_after_them(who, drafts):
    seen = (
        Resource.objects.filter(status="draft")
        .visible_to(actor(who))
        .values_list("title", flat=True)
    )

    assert {title.removesuffix(" pour un atelier") for title in seen} == drafts


def test_somebody_waits_at_the_door_and_somebody_is_invited():
    (request,) = JoinRequest.objects.visible_to(actor("camille")).filter(state="open")
    (invitation,) = Invitation.objects.standing()

    assert request.person == person("elin")
    assert invitation.group.name == "Comité de la charte"
    assert invitation.expires_at > timezone.now()
    assert Letter.objects.filter(to=invitation.email).count() == 1


@pytest.mark.parametrize(
    "spelling", ['"l’economie de l\'ALLIANCE"', "« L'Économie de l’alliance »"]
)
def test_search_finds_what_each_may_see_however_it_is_spelt(index, spelling):
    assert [found(who, spelling) for who in ("nobody", "elin", "noe")] == [6, 7, 13]


def test_what_the_committee_says_is_found_by_the_committee_alone(index):
    everybody = ("nobody", "noe", "ines", "camille", "awa", "maia", "jeanne")

    assert [found(who, "annotations") for who in everybody] == [0, 0, 0, 0, 1, 1, 1]


def test_known_accounts_are_told_in_the_demo_alone():
    assert configured.DEMO is False
    assert configured.DEMO_ACCOUNTS == []


def found(who: str, query: str) -> int:
    client = Client(headers={"x-requested-with": "tests"})
    if who != "nobody":
        client.force_login(person(who))
    answer = client.post(
        "/graphql",
        {"query": FOUND, "variables": {"query": query}},
        content_type="application/json",
    )
    total: int = answer.json()["data"]["search"]["totalCount"]
    return total
