"""Events: who plans, edits and cancels; sessions inside their event; time zones; threads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from backend.rules import Conflict, Denied, Invalid
from communs.events import actions, facts, rules
from communs.events.models import Event, Session
from communs.threads.facts import ThreadOpened
from communs.threads.models import Thread
from communs.threads.reach import Reach
from tests.cast import EVERYBODY, PARTS
from tests.communs.happened import acts, happened

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
SUMMER = timezone(timedelta(hours=2))
WEST = timezone(timedelta(hours=-12))
THEY_LOOK_AFTER = {"ana", "mo"}
MEMBERS = set(PARTS)
SIGNED_IN = {*MEMBERS, "zed", "nina"}
ALL = {*SIGNED_IN, "nobody"}


def at(day, hour, minute=0):
    """Give an hour of the seminar, by the clocks of Sète."""
    return datetime(2024, 4, day, hour, minute, tzinfo=PARIS)


@pytest.fixture
def seminar(cast):
    return planned(cast)


@pytest.fixture
def session(cast, seminar):
    return added(cast, seminar)


def planned(cast, who="ana", of="listed", **given):
    usual = {
        "title": "Université Professionnelle",
        "starts_at": at(22, 9),
        "ends_at": at(23, 17),
        "time_zone": "Europe/Paris",
        "place": "Sète",
    }
    return cast.perform(actions.plan_event, who, group=cast.groups[of], **usual | given)


def added(cast, event, who="ana", **given):
    usual = {"title": "Séance 1", "starts_at": at(22, 10), "ends_at": at(22, 12)}
    return cast.perform(actions.add_session, who, event=event, **usual | given)


def edit(cast, event, who="ana", revision=1, **given):
    return cast.perform(actions.edit_event, who, event=event, revision=revision, **given)


def move(cast, session, who="ana", revision=1, **given):
    return cast.perform(actions.edit_session, who, session=session, revision=revision, **given)


def who_sees(cast, rows):
    return {who for who in EVERYBODY if rows.visible_to(cast.actor(who)).exists()}


# --- who x may ------------------------------------------------------------------------------


@pytest.mark.parametrize("of", ["open", "listed", "hidden"])
def test_those_who_look_after_a_group_plan_its_events(cast, of):
    assert cast.may(rules.can_plan, cast.groups[of]) == THEY_LOOK_AFTER


def test_they_edit_them_and_their_sessions(cast, seminar, session):
    by = THEY_LOOK_AFTER

    assert cast.may(rules.can_edit, seminar) == by
    assert cast.may(rules.can_add_session, seminar) == by
    assert cast.may(rules.can_edit_session, session) == by


def test_moderators_of_the_network_cancel_too(cast, seminar, session):
    by = {*THEY_LOOK_AFTER, "nina"}

    assert cast.may(rules.can_cancel, seminar) == by
    assert cast.may(rules.can_cancel_session, session) == by


def test_what_is_cancelled_is_left_alone(cast, seminar, session):
    nobody = set()
    cancelled = cast.perform(actions.cancel_session, "mo", session=session, reason="Non.")
    assert cast.may(rules.can_edit_session, cancelled) == nobody
    assert cast.may(rules.can_cancel_session, cancelled) == nobody

    cancelled = cast.perform(actions.cancel_event, "mo", event=seminar, reason="Non.")
    session.event = cancelled
    for rule in (rules.can_edit, rules.can_cancel, rules.can_add_session):
        assert cast.may(rule, cancelled) == nobody
    assert cast.may(rules.can_edit_session, session) == nobody


# --- for whom they are there ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "reach", "by"),
    [
        ("open", None, ALL),
        ("listed", None, MEMBERS),
        ("hidden", Reach.GROUP, MEMBERS),
        ("hidden", Reach.NETWORK, SIGNED_IN),
        ("hidden", Reach.PUBLIC, ALL),
    ],
)
def test_an_event_its_sessions_and_threads_are_there_for_the_same_people(cast, of, reach, by):
    added(cast, planned(cast, of=of, reach=reach))

    assert who_sees(cast, Event.objects.all()) == by
    assert who_sees(cast, Session.objects.all()) == by
    assert who_sees(cast, Thread.objects.filter(event__isnull=False)) == by
    assert who_sees(cast, Thread.objects.filter(session__isnull=False)) == by


# --- planning -------------------------------------------------------------------------------


def test_an_event_is_kept_as_it_was_planned_and_brings_its_thread(cast):
    seminar = planned(
        cast,
        title=" Université\n Professionnelle ",
        summary=" Deux jours. ",
        description="# Programme\r\n",
        online_url="https://visio.example/viasso",
    )

    seminar.refresh_from_db()
    assert (seminar.title, seminar.summary, seminar.description) == (
        "Université Professionnelle",
        "Deux jours.",
        "# Programme",
    )
    assert (seminar.place, seminar.online_url) == ("Sète", "https://visio.example/viasso")
    assert (seminar.starts_at, seminar.ends_at) == (at(22, 9), at(23, 17))
    assert (seminar.revision, seminar.created_by_id) == (1, cast.person("ana").pk)
    assert (seminar.thread.title, seminar.thread.audience, seminar.thread.group_id) == (
        seminar.title,
        seminar.audience,
        seminar.group_id,
    )
    assert happened() == [
        ThreadOpened(thread=seminar.thread_id),
        facts.EventPlanned(event=seminar.pk),
    ]
    assert {who for who, _kind in acts()} == {cast.person("ana").pk}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "a" * 201}, "title"),
        ({"summary": "a" * 1001}, "summary"),
        ({"description": "a" * 50_001}, "description"),
        ({"place": "a" * 301}, "place"),
        ({"online_url": "javascript:alert(1)"}, "online_url"),
        ({"ends_at": at(22, 9)}, "ends_at"),
        ({"ends_at": at(21, 9)}, "ends_at"),
        ({"time_zone": "Paris"}, "time_zone"),
        ({"time_zone": ""}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"time_zone": "europe/paris"}, "time_zone"),
        ({"time_zone": "localtime"}, "time_zone"),
        ({"starts_at": datetime(1, 1, 1, tzinfo=SUMMER)}, "starts_at"),
        ({"starts_at": datetime(1900, 1, 1, 1, tzinfo=SUMMER)}, "starts_at"),  # 1899 in UTC
        ({"ends_at": datetime(2199, 12, 31, 23, tzinfo=WEST)}, "ends_at"),
        ({"ends_at": datetime(9999, 12, 31, 23, tzinfo=UTC)}, "ends_at"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_before_or_after(cast, seminar, given, field):
    before = Event.objects.values().get()

    with pytest.raises(Invalid) as planning:
        planned(cast, **given)
    with pytest.raises(Invalid) as editing:
        edit(cast, seminar, **given)

    assert (planning.value.field, editing.value.field) == (field, field)
    assert Event.objects.values().get() == before
    assert Thread.objects.count() == 1
    assert len(happened()) == 2


def test_a_member_plans_nothing(cast):
    with pytest.raises(Denied, match="facilitators and moderators"):
        planned(cast, "bo")

    assert not Event.objects.exists()
    assert not Thread.objects.exists()


@pytest.mark.parametrize("model", [Event, Session])
def test_the_database_itself_lets_nothing_end_before_it_starts(cast, session, model):
    row = model.objects.get()
    row.ends_at = row.starts_at

    with pytest.raises(IntegrityError, match="ends_after_start"), transaction.atomic():
        row.save()
    with pytest.raises(ValidationError, match="It must end after it starts."):
        row.validate_constraints()


# --- time zones -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "moment", "local"),
    [
        ("Europe/Paris", datetime(2024, 3, 30, 12, tzinfo=UTC), "2024-03-30T13:00:00+01:00"),
        ("Europe/Paris", datetime(2024, 3, 31, 0, 59, tzinfo=UTC), "2024-03-31T01:59:00+01:00"),
        ("Europe/Paris", datetime(2024, 3, 31, 1, tzinfo=UTC), "2024-03-31T03:00:00+02:00"),
        ("Europe/Paris", datetime(2024, 10, 27, 0, 30, tzinfo=UTC), "2024-10-27T02:30:00+02:00"),
        ("Europe/Paris", datetime(2024, 10, 27, 1, 30, tzinfo=UTC), "2024-10-27T02:30:00+01:00"),
        ("Indian/Reunion", datetime(2024, 4, 22, 7, tzinfo=UTC), "2024-04-22T11:00:00+04:00"),
        ("America/Cayenne", datetime(2024, 4, 22, 7, tzinfo=UTC), "2024-04-22T04:00:00-03:00"),
    ],
)
def test_the_clocks_are_those_of_the_place_in_summer_and_in_winter(cast, zone, moment, local):
    event = planned(cast, starts_at=moment, ends_at=moment + timedelta(hours=2), time_zone=zone)

    event.refresh_from_db()
    assert event.local_start.isoformat() == local
    assert event.local_end.astimezone(UTC) == moment + timedelta(hours=2)


def test_an_event_over_the_night_the_clocks_change_is_as_long_as_it_is(cast):
    begin, end = datetime(2024, 3, 30, 20, tzinfo=PARIS), datetime(2024, 3, 31, 8, tzinfo=PARIS)

    event = planned(cast, starts_at=begin, ends_at=end)

    event.refresh_from_db()
    assert event.ends_at - event.starts_at == timedelta(hours=11)
    assert (event.local_start.hour, event.local_end.hour) == (20, 8)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            datetime(2024, 10, 27, 2, 30, tzinfo=SUMMER),
            datetime(2024, 10, 27, 2, 30, tzinfo=timezone(timedelta(hours=1))),
        ),
        (
            datetime(2024, 10, 27, 2, 30, tzinfo=PARIS),
            datetime(2024, 10, 27, 2, 30, tzinfo=PARIS, fold=1),
        ),
    ],
)
def test_the_hour_that_comes_twice_is_told_apart_by_its_offset(cast, first, second):
    event = planned(cast, starts_at=first, ends_at=second)

    event.refresh_from_db()
    assert event.ends_at - event.starts_at == timedelta(hours=1)
    assert event.local_start.replace(tzinfo=None) == event.local_end.replace(tzinfo=None)


# --- editing, cancelling --------------------------------------------------------------------


def test_an_edit_changes_what_it_names_and_nothing_else(cast, seminar):
    edit(cast, seminar, "mo", place="", online_url="https://visio.example/")

    seminar.refresh_from_db()
    assert (seminar.title, seminar.place, seminar.online_url, seminar.revision) == (
        "Université Professionnelle",
        "",
        "https://visio.example/",
        2,
    )
    times = (seminar.starts_at, seminar.ends_at, seminar.time_zone)
    assert happened()[2:] == [
        facts.EventEdited(event=seminar.pk, revision=2),
        facts.EventRescheduled(seminar.pk, *times, *times, is_elsewhere=True),
    ]


def test_an_edit_from_another_revision_conflicts_and_shows_what_stands(cast, seminar):
    edit(cast, seminar, title="Le premier")

    with pytest.raises(Conflict) as refused:
        edit(cast, seminar, "mo", title="Le second")

    assert (refused.value.current.title, refused.value.current.revision) == ("Le premier", 2)
    seminar.refresh_from_db()
    assert seminar.title == "Le premier"
    assert len(happened()) == 3


def test_a_cancelled_event_stays_with_its_reason_and_its_thread(cast, seminar):
    cast.perform(actions.cancel_event, "ana", event=seminar, reason=" Grève. ")

    with pytest.raises(Denied, match="cancelled"):
        edit(cast, seminar, title="x")

    seminar.refresh_from_db()
    assert seminar.is_cancelled
    assert (seminar.cancellation_reason, seminar.thread.is_open) == ("Grève.", True)
    assert happened()[2:] == [facts.EventCancelled(event=seminar.pk)]


def test_who_cancels_says_why(cast, seminar, session):
    for action, given in (
        (actions.cancel_event, {"event": seminar}),
        (actions.cancel_session, {"session": session}),
    ):
        with pytest.raises(Invalid) as refused:
            cast.perform(action, "ana", **given, reason=" ")
        assert refused.value.field == "reason"

    assert not Event.objects.get().is_cancelled
    assert not Session.objects.get().is_cancelled


# --- sessions -------------------------------------------------------------------------------


def test_a_session_brings_its_own_thread_for_the_event_s_audience(cast):
    seminar = planned(cast, reach=Reach.NETWORK)
    session = added(cast, seminar, description="Le *premier kilomètre*.", place="Salle A")

    session.refresh_from_db()
    assert (session.title, session.description, session.place, session.position) == (
        "Séance 1",
        "Le *premier kilomètre*.",
        "Salle A",
        1,
    )
    assert session.thread_id != seminar.thread_id
    assert (session.thread.title, session.thread.audience, session.thread.group_id) == (
        "Séance 1",
        "network",
        seminar.group_id,
    )
    assert happened()[2:] == [
        ThreadOpened(thread=session.thread_id),
        facts.SessionAdded(event=seminar.pk, session=session.pk),
    ]


def test_sessions_come_in_the_order_of_time_then_of_their_places(cast, seminar):
    late = added(cast, seminar, title="Après-midi", starts_at=at(22, 14), ends_at=at(22, 16))
    left = added(cast, seminar, title="Atelier A")
    right = added(cast, seminar, title="Atelier B")
    move(cast, left, position=9)

    assert [*seminar.sessions.values_list("title", "position")] == [
        ("Atelier B", 3),
        ("Atelier A", 9),
        ("Après-midi", 1),
    ]
    assert [*seminar.sessions.all()] == [right, left, late]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"starts_at": at(22, 8)}, "starts_at"),
        ({"ends_at": at(23, 17, 1)}, "ends_at"),
        ({"ends_at": at(22, 10)}, "ends_at"),
        ({"title": ""}, "title"),
        ({"online_url": "data:,x"}, "online_url"),
        ({"ends_at": datetime(9999, 12, 31, 23, tzinfo=UTC)}, "ends_at"),
    ],
)
def test_a_session_lies_within_its_event_or_is_refused(cast, seminar, session, given, field):
    before = Session.objects.values().get()

    with pytest.raises(Invalid) as adding:
        added(cast, seminar, **given)
    with pytest.raises(Invalid) as moving:
        move(cast, session, **given)

    assert (adding.value.field, moving.value.field) == (field, field)
    assert Session.objects.values().get() == before
    assert Thread.objects.count() == 2
    assert len(happened()) == 4


@pytest.mark.parametrize("position", [0, -1, 1001, 2**40])
def test_a_place_in_the_programme_is_a_small_number(cast, session, position):
    with pytest.raises(Invalid) as refused:
        move(cast, session, position=position)

    assert refused.value.field == "position"


@pytest.mark.parametrize(
    ("given", "field"),
    [({"starts_at": at(22, 11)}, "starts_at"), ({"ends_at": at(22, 11)}, "ends_at")],
)
def test_an_event_is_not_moved_away_from_its_sessions(cast, seminar, session, given, field):
    with pytest.raises(Invalid) as refused:
        edit(cast, seminar, **given)

    assert refused.value.field == field
    seminar.refresh_from_db()
    assert (seminar.starts_at, seminar.ends_at, seminar.revision) == (at(22, 9), at(23, 17), 1)


def test_a_cancelled_session_holds_its_event_no_more(cast, seminar, session):
    cast.perform(actions.cancel_session, "ana", session=session, reason="Grève.")

    edit(cast, seminar, starts_at=at(23, 9))

    until = (at(23, 17), "Europe/Paris")
    assert happened()[4:] == [
        facts.SessionCancelled(event=seminar.pk, session=session.pk),
        facts.EventEdited(event=seminar.pk, revision=2),
        facts.EventRescheduled(
            seminar.pk, at(22, 9), *until, at(23, 9), *until, is_elsewhere=False
        ),
    ]


def test_a_session_is_edited_from_its_own_revision(cast, seminar, session):
    move(cast, session, title="Ouverture", ends_at=at(22, 11))

    with pytest.raises(Conflict) as refused:
        move(cast, session, "mo", title="Accueil")

    assert refused.value.current.title == "Ouverture"
    session.refresh_from_db()
    assert (session.title, session.ends_at, session.revision) == ("Ouverture", at(22, 11), 2)
    assert happened()[4:] == [
        facts.SessionEdited(event=seminar.pk, session=session.pk, revision=2),
        facts.SessionRescheduled(
            *(seminar.pk, session.pk),
            *(at(22, 10), at(22, 12), "Europe/Paris"),
            *(at(22, 10), at(22, 11), "Europe/Paris"),
            is_elsewhere=False,
        ),
    ]
