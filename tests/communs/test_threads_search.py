"""What search knows of threads, messages, resources and events, and when it looks again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from backend.search.contract import Key
from backend.search.sources import present, touched
from communs.events import actions as events
from communs.resources import actions as resources
from communs.resources.choices import ContributorRole, ResourceKind, ResourceLanguage
from communs.threads import actions as threads
from communs.threads.models import Message
from communs.threads.reach import Reach

pytestmark = pytest.mark.django_db

BEGIN = datetime(2024, 4, 22, 7, tzinfo=UTC)


@pytest.fixture
def thread(cast):
    return cast.perform(threads.open_thread, "ana", group=cast.group, title="Séance 1")


@pytest.fixture
def message(cast, thread):
    return cast.perform(threads.post_message, "bo", thread=thread, body="*L'alliance* d'abord")


@pytest.fixture
def resource(cast):
    return cast.perform(
        resources.draft_resource,
        "bo",
        group=cast.group,
        title="Grille",
        kind=ResourceKind.TOOL,
        language=ResourceLanguage.OC,
        summary="Pour qualifier",
        body="# Les **critères**",
    )


@pytest.fixture
def seminar(cast):
    return cast.perform(
        events.plan_event,
        "ana",
        group=cast.group,
        title="Université",
        summary="Deux jours",
        description="_Bienvenue_",
        place="Sète",
        starts_at=BEGIN,
        ends_at=BEGIN + timedelta(hours=8),
        time_zone="Europe/Paris",
    )


def known(kind, row):
    (document,) = present([Key(kind, row.pk)])
    return document


def looked_at(cast):
    """Say what search reads again after what just happened."""
    return touched(cast.facts())


def test_a_thread_is_known_by_its_title(cast, thread):
    document = known("thread", thread)

    assert (document.audience, document.title, document.owner) == (
        thread.audience,
        "Séance 1",
        None,
    )
    assert document.filters == {
        "group": (str(cast.group.pk),),
        "author": (str(cast.person("ana").pk),),
    }
    assert looked_at(cast) == {Key("thread", thread.pk)}


def test_a_message_is_known_by_what_it_says_and_leads_to_its_number(cast, message):
    document = known("message", message)

    assert (document.audience, document.title, document.body) == (
        message.thread.audience,
        "",
        "L'alliance d'abord",
    )
    assert document.filters["author"] == (str(cast.person("bo").pk),)
    assert document.link == {"number": "1"}
    assert looked_at(cast) >= {Key("message", message.pk)}


def test_a_message_that_changes_is_looked_at_again_and_a_removed_one_is_gone(cast, message):
    looked_at(cast)
    cast.perform(threads.edit_message, "bo", message=message, body="autre chose")
    after_edit, body = looked_at(cast), known("message", message).body
    cast.perform(threads.remove_message, "bo", message=message)

    assert (after_edit, body) == ({Key("message", message.pk)}, "autre chose")
    assert looked_at(cast) == {Key("message", message.pk)}
    assert present([Key("message", message.pk)]) == []


def test_a_thread_s_new_title_is_its_own_and_none_of_its_messages(cast, thread, message):
    looked_at(cast)
    cast.perform(threads.rename_thread, "ana", thread=thread, title="Séance 2")

    assert looked_at(cast) == {Key("thread", thread.pk)}
    assert known("thread", thread).title == "Séance 2"


def test_a_draft_is_known_to_its_editors_alone(cast, resource):
    document = known("resource", resource)

    assert (document.audience, document.owner) == (
        f"resource:{resource.pk}:editors",  # which its drafter holds
        None,
    )
    assert (document.title, document.summary, document.body, document.language) == (
        "Grille",
        "Pour qualifier",
        "Les critères",
        "oc",
    )
    assert {name: values for name, values in document.filters.items() if values} == {
        "group": (str(cast.group.pk),),
        "author": (str(cast.person("bo").pk),),
        "resource_kind": ("tool",),
        "form": ("tool",),
        "language": ("oc",),
        "licence": ("CC-BY-SA-4.0",),
        "status": ("draft",),
    }
    assert looked_at(cast) == {Key("resource", resource.pk)}


def test_what_is_published_is_known_to_its_audience(cast, resource):
    looked_at(cast)
    cast.perform(resources.publish_resource, "ana", resource=resource, reach=Reach.PUBLIC)

    assert looked_at(cast) == {Key("resource", resource.pk)}
    assert known("resource", resource).audience == "public"


def test_whoever_worked_on_a_resource_is_found_with_it(cast, resource):
    looked_at(cast)
    credit = cast.perform(
        resources.credit_contributor,
        "bo",
        resource=resource,
        person=cast.person("zed"),
        role=ContributorRole.REVIEWER,
    )
    after_credit, authors = looked_at(cast), known("resource", resource).filters["author"]
    cast.perform(resources.uncredit_contributor, "bo", contributor=credit)

    assert after_credit == looked_at(cast) == {Key("resource", resource.pk)}
    assert set(authors) == {str(cast.person(who).pk) for who in ("bo", "zed")}
    assert known("resource", resource).filters["author"] == (str(cast.person("bo").pk),)


def test_an_event_is_known_by_its_place_and_by_its_sessions(cast, seminar):
    looked_at(cast)
    session = cast.perform(
        events.add_session,
        "ana",
        event=seminar,
        title="Le premier kilomètre",
        description="**Ensemble**",
        starts_at=BEGIN,
        ends_at=BEGIN + timedelta(hours=1),
    )
    after_adding, document = looked_at(cast), known("event", seminar)
    cast.perform(events.cancel_session, "ana", session=session, reason="Grève.")

    assert after_adding == {Key("event", seminar.pk), Key("thread", session.thread_id)}
    assert (document.audience, document.title, document.summary) == (
        seminar.audience,
        "Université",
        "Deux jours",
    )
    assert document.body == "Sète\nBienvenue\nLe premier kilomètre\nEnsemble"
    assert document.at == BEGIN
    assert looked_at(cast) == {Key("event", seminar.pk)}
    assert known("event", seminar).body == "Sète\nBienvenue"


@pytest.mark.parametrize(("kind", "queries"), [("message", 1), ("resource", 6), ("event", 9)])
@pytest.mark.parametrize("many", [2, 40])
def test_reading_many_takes_as_many_queries_as_reading_few(
    cast, thread, django_assert_num_queries, kind, queries, many
):
    make = {
        "message": lambda n: Message.objects.create(
            thread=thread, number=n + 1, author=cast.person("bo"), body="x"
        ),
        "resource": lambda n: cast.perform(
            resources.draft_resource,
            "bo",
            group=cast.group,
            title=f"Grille {n}",
            kind=ResourceKind.TOOL,
        ),
        "event": lambda n: cast.perform(
            events.plan_event,
            "ana",
            group=cast.group,
            title=f"Séminaire {n}",
            starts_at=BEGIN,
            ends_at=BEGIN + timedelta(hours=1),
            time_zone="Europe/Paris",
        ),
    }[kind]
    keys = [Key(kind, make(n).pk) for n in range(many)]

    with django_assert_num_queries(queries):
        documents = present(keys)

    assert len(documents) == many
