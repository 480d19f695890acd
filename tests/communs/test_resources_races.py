"""Resources and events, when several change them at once: one wins, the others are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from backend.journal.models import Entry
from communs.events import actions as events
from communs.events.models import Event, Session
from communs.resources import actions
from communs.resources.choices import ResourceKind
from communs.resources.models import Resource, Revision
from communs.threads.models import Thread
from communs.threads.reach import Reach
from tests.cast import Cast
from tests.communs.at_once import at_once, codes, gid, mutation

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

BEGIN = datetime(2024, 4, 22, 7, tzinfo=UTC)


@pytest.fixture
def cast():
    return Cast()


@pytest.fixture
def draft(cast):
    return cast.perform(
        actions.draft_resource, "bo", group=cast.group, title="Grille", kind=ResourceKind.TOOL
    )


def editing(cast, who, resource, revision, body):
    shows = "resource { revision body }"
    given = {"resource": gid(resource), "revision": revision, "body": body}
    return mutation(cast, who, "editResource", shows, **given)


def test_of_two_edits_of_one_revision_one_wins_and_the_other_is_shown_what_stands(cast, draft):
    answers = at_once([editing(cast, who, draft, 1, f"De {who}") for who in ("ana", "bo")])

    assert codes(answers) == ["CONFLICT", "OK"]
    stands = Resource.objects.get()
    assert [a["resource"] for a in answers] == [{"revision": 2, "body": stands.body}] * 2
    assert [*Revision.objects.values_list("number", "body")] == [(1, ""), (2, stands.body)]
    assert Entry.objects.filter(kind="resources.ResourceEdited").count() == 1


def test_of_twenty_edits_of_one_revision_one_wins(cast, draft):
    answers = at_once([editing(cast, "bo", draft, 1, f"{n}") for n in range(20)])

    assert codes(answers) == ["CONFLICT"] * 19 + ["OK"]
    assert Resource.objects.get().revision == 2


def test_a_resource_is_published_once(cast, draft):
    calls = [
        mutation(
            cast, who, "publishResource", "resource { status }", resource=gid(draft), reach="GROUP"
        )
        for who in ("ana", "mo")
    ]

    assert codes(at_once(calls)) == ["DENIED", "OK"]
    assert Entry.objects.filter(kind="resources.ResourcePublished").count() == 1


def test_a_discussion_opened_by_many_at_once_is_one(cast, draft):
    cast.perform(actions.publish_resource, "ana", resource=draft, reach=Reach.GROUP)
    calls = [
        mutation(cast, who, "openResourceThread", "thread { id }", resource=gid(draft))
        for who in ("ana", "mo", "bo", "bo")
    ]

    answers = at_once(calls)

    assert codes(answers) == ["OK"] * 4
    assert {a["thread"]["id"] for a in answers} == {gid(Thread.objects.get())}


def test_a_session_and_its_event_moved_at_once_stay_one_inside_the_other(cast):
    for _ in range(5):
        event = cast.perform(
            events.plan_event,
            "ana",
            group=cast.group,
            title="Séminaire",
            starts_at=BEGIN,
            ends_at=BEGIN + timedelta(hours=10),
            time_zone="Europe/Paris",
        )
        session = cast.perform(
            events.add_session,
            "ana",
            event=event,
            title="Séance",
            starts_at=BEGIN + timedelta(hours=4),
            ends_at=BEGIN + timedelta(hours=6),
        )
        later = (BEGIN + timedelta(hours=2)).isoformat()
        earlier = (BEGIN + timedelta(hours=1)).isoformat()
        calls = [
            mutation(
                cast,
                "ana",
                "editEvent",
                "event { id }",
                event=gid(event),
                revision=1,
                startsAt=later,
            ),
            mutation(
                cast,
                "mo",
                "editSession",
                "session { id }",
                session=gid(session),
                revision=1,
                startsAt=earlier,
            ),
        ]

        answers = at_once(calls)

        assert codes(answers) == ["INVALID", "OK"]
        assert Session.objects.get(pk=session.pk).starts_at >= (
            Event.objects.get(pk=event.pk).starts_at
        )


def test_sessions_added_at_once_have_places_of_their_own(cast):
    event = cast.perform(
        events.plan_event,
        "ana",
        group=cast.group,
        title="Séminaire",
        starts_at=BEGIN,
        ends_at=BEGIN + timedelta(hours=10),
        time_zone="Europe/Paris",
    )
    times = {"startsAt": BEGIN.isoformat(), "endsAt": (BEGIN + timedelta(hours=1)).isoformat()}

    answers = at_once(
        [
            mutation(
                cast,
                "ana",
                "addSession",
                "session { position }",
                event=gid(event),
                title=f"Atelier {n}",
                **times,
            )
            for n in range(8)
        ]
    )

    assert sorted(a["session"]["position"] for a in answers) == [*range(1, 9)]
