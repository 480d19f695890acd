"""Calendar files over HTTP: for whoever sees what is in them, and there for nobody else."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from icalendar import Calendar

from communs.events import actions
from communs.events.models import Event
from communs.events.programme import EventSpeaker
from communs.threads.reach import Reach
from tests.cast import EVERYBODY

from . import making

CALENDAR = "text/calendar; charset=utf-8"


def visit(cast, who, path, **headers):
    client = Client()
    if who != "nobody":
        client.force_login(cast.person(who))
    return client.get(path, headers=headers)


def of(row):
    return f"/calendars/{type(row).__name__.lower()}s/{row.pk}.ics"


def started(cast, reach=Reach.PUBLIC, **given):
    usual = {"group": cast.groups["hidden"], "title": "Jeudis de l’ODD 17", "reach": reach}
    return cast.perform(actions.start_cycle, "ana", **usual | given)


def titles(answer):
    return [str(each["SUMMARY"]) for each in Calendar.from_ical(answer.content).walk("VEVENT")]


@pytest.mark.parametrize(
    ("reach", "by"),
    [
        (Reach.GROUP, {"ana", "mo", "bo", "ob"}),
        (Reach.NETWORK, {*EVERYBODY} - {"nobody"}),
        (Reach.PUBLIC, {*EVERYBODY}),
    ],
)
def test_who_sees_an_event_or_a_cycle_gets_its_calendar(cast, reach, by):
    cycle = started(cast, reach)
    event = making.event(cast, cast.groups["hidden"], reach=reach, cycle=cycle)

    for row in (event, cycle):
        got = {who: visit(cast, who, of(row)) for who in EVERYBODY}
        assert {who for who, answer in got.items() if answer.status_code == 200} == by
        assert {answer.status_code for answer in got.values()} <= {200, 404}
        assert all(titles(got[who]) == ["Le séminaire"] for who in by)


@pytest.mark.parametrize("who", ["nobody", "zed", "nina"])
@pytest.mark.parametrize("kind", ["events", "cycles"])
def test_what_is_hidden_answers_as_what_was_never_there(cast, who, kind):
    hidden = {
        "events": making.event(cast, cast.groups["hidden"]),
        "cycles": started(cast, Reach.GROUP),
    }
    unseen, random = (
        visit(cast, who, f"/calendars/{kind}/{key}.ics") for key in (hidden[kind].pk, uuid4())
    )

    assert unseen.status_code == random.status_code == 404
    assert unseen.content == random.content
    for answer in (unseen, random):
        answer.headers.pop("X-Request-ID")  # each has its own
    assert unseen.headers == random.headers


def test_a_calendar_of_a_cycle_has_those_of_its_events_that_one_sees_in_order(cast):
    cycle = started(cast)
    for at, reach in enumerate((Reach.PUBLIC, Reach.GROUP, Reach.PUBLIC)):
        starts_at = making.START + timedelta(days=30 * (2 - at))
        times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1)}
        group = cast.groups["hidden"]
        making.event(cast, group, title=f"{reach} {at}", reach=reach, cycle=cycle, **times)

    assert titles(visit(cast, "nobody", of(cycle))) == ["public 2", "public 0"]
    assert titles(visit(cast, "bo", of(cycle))) == ["public 2", "group 1", "public 0"]


def test_an_event_is_not_found_by_a_cycle_that_one_does_not_see(cast):
    cycle = started(cast, Reach.GROUP)
    making.event(cast, cast.groups["hidden"], reach=Reach.PUBLIC, cycle=cycle)

    assert visit(cast, "zed", of(cycle)).status_code == 404


def test_a_token_opens_what_the_cookie_opens_and_a_false_one_nothing(cast):
    event = making.event(cast, cast.groups["hidden"])
    client = Client()
    client.force_login(cast.person("bo"))
    token = client.session.session_key  # what allauth gives out for its `app` client

    assert visit(cast, "nobody", of(event), x_session_token=token).status_code == 200
    assert visit(cast, "nobody", of(event), x_session_token="x" * 32).status_code == 404
    assert visit(cast, "bo", of(event), x_session_token="x" * 32).status_code == 404


def test_a_file_is_sent_as_a_calendar_that_nobody_else_keeps(cast):
    event = making.event(cast, cast.group, reach=Reach.PUBLIC)

    answer = visit(cast, "nobody", of(event))

    assert answer["Content-Type"] == CALENDAR
    assert answer["Content-Disposition"] == f'attachment; filename="event-{event.pk}.ics"'
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert {each.strip() for each in answer["Vary"].split(",")} >= {"Cookie", "X-Session-Token"}
    assert Client().post(of(event)).status_code == 405


def test_a_program_that_asks_again_is_told_whether_anything_is_new(cast):
    event = making.event(cast, cast.group, reach=Reach.PUBLIC)
    first = visit(cast, "nobody", of(event))

    same = visit(cast, "nobody", of(event), if_none_match=first["ETag"])
    cast.perform(actions.edit_event, "ana", event=event, revision=1, place="Cahors")
    newer = visit(cast, "nobody", of(event), if_none_match=first["ETag"])

    assert (same.status_code, same.content) == (304, b"")
    assert newer.status_code == 200
    (entry,) = Calendar.from_ical(newer.content).walk("VEVENT")
    assert (entry["UID"], entry["SEQUENCE"], entry["LOCATION"]) == (str(event.pk), 2, "Cahors")


def test_words_around_the_programme_are_in_the_language_that_is_asked_for(cast):
    event = making.event(cast, cast.group, reach=Reach.PUBLIC)
    cast.perform(actions.cancel_event, "ana", event=event, reason="Grève.")

    said = {
        language: Calendar.from_ical(
            visit(cast, "nobody", of(event), accept_language=language).content
        ).walk("VEVENT")[0]["DESCRIPTION"]
        for language in ("fr", "en")
    }

    assert said == {"fr": "Annulé\u00a0: Grève.", "en": "Cancelled: Grève."}


def test_the_graph_says_where_calendars_are(cast, ask):
    cycle = started(cast)
    event = making.event(cast, cast.group, reach=Reach.PUBLIC, cycle=cycle)
    asked = "{ events { nodes { calendarUrl cycle { calendarUrl } } } }"

    (shown,) = ask("nobody", asked)["events"]["nodes"]

    assert shown == {"calendarUrl": of(event), "cycle": {"calendarUrl": of(cycle)}}


@pytest.mark.parametrize("path", ["events/x.ics", "cycles/1.ics", "groups/x.ics", "events/.ics"])
def test_any_other_address_is_none(db, path):
    assert Client().get(f"/calendars/{path}").status_code == 404


def test_a_calendar_costs_the_same_however_long_the_cycle(cast, queries):
    cycle = started(cast)

    def grow(count):
        for _ in range(count):
            event = making.event(cast, cast.group, reach=Reach.PUBLIC, cycle=cycle)
            session = making.session(cast, event)
            speakers = [EventSpeaker(person=cast.person("bo"))]
            for action, named in (
                (actions.set_event_speakers, {"event": event}),
                (actions.set_session_speakers, {"session": session}),
            ):
                cast.perform(action, "ana", speakers=speakers, **named)

    grow(2)
    few = queries(lambda: visit(cast, "nobody", of(cycle)))
    grow(38)
    many = queries(lambda: visit(cast, "nobody", of(cycle)))

    assert many == few == 5
    assert Event.objects.count() == 40
