"""Events in the graph: planned, planned anew from a revision, cancelled, session by session."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from communs.events import actions
from communs.events.models import Event, Session
from communs.threads.models import Thread
from communs.threads.reach import Reach

from . import making
from .conftest import gid

EVENT = """
query ($event: ID!) { event(id: $event) {
  title summary description descriptionHtml startsAt endsAt timeZone place onlineUrl revision
  cancelledAt cancellationReason group { name } createdBy { name } thread { title }
  sessions { totalCount nodes {
    title description descriptionHtml startsAt endsAt position place onlineUrl revision
    cancelledAt cancellationReason event { title } thread { title lastNumber } } }
} }
"""
EVENTS = """
{ events(first: 40) { totalCount nodes { title group { name } thread { lastNumber }
  sessions(first: 40) { totalCount nodes { title
    thread { title messages(first: 2) { nodes { author { name } } } } } } } } }
"""
TIMES = {
    "startsAt": "2024-04-22T09:00:00+02:00",
    "endsAt": "2024-04-22T17:00:00+02:00",
    "timeZone": "Europe/Paris",
}


def test_an_event_shows_when_where_and_what(cast, ask):
    event = making.event(cast, cast.group, place="Cahors", description="*Venez*")
    making.session(cast, event, title="Second", hour=3)
    making.session(cast, event, title="Premier", hour=1)

    shown = ask("ob", EVENT, event=gid(event))["event"]

    sessions = shown.pop("sessions")
    assert shown == {
        "title": "Le séminaire",
        "summary": "",
        "description": "*Venez*",
        "descriptionHtml": "<p><em>Venez</em></p>\n",
        "startsAt": "2024-04-22T07:00:00+00:00",
        "endsAt": "2024-04-24T07:00:00+00:00",
        "timeZone": "Europe/Paris",
        "place": "Cahors",
        "onlineUrl": "",
        "revision": 1,
        "cancelledAt": None,
        "cancellationReason": "",
        "group": {"name": "Groupe listed"},
        "createdBy": {"name": "Ana"},
        "thread": {"title": "Le séminaire"},
    }
    assert sessions["totalCount"] == 2
    assert sessions["nodes"][0] == {
        "title": "Premier",
        "description": "",
        "descriptionHtml": "",
        "startsAt": "2024-04-22T08:00:00+00:00",
        "endsAt": "2024-04-22T09:00:00+00:00",
        "position": 2,
        "place": "",
        "onlineUrl": "",
        "revision": 1,
        "cancelledAt": None,
        "cancellationReason": "",
        "event": {"title": "Le séminaire"},
        "thread": {"title": "Premier", "lastNumber": 0},
    }


@pytest.mark.parametrize(
    ("who", "titles"),
    [
        ("ob", {"group", "network", "public"}),
        ("zed", {"network", "public"}),
        ("nina", {"network", "public"}),
        ("nobody", {"public"}),
    ],
)
def test_everybody_sees_the_events_that_are_for_them(cast, ask, who, titles):
    for reach in Reach:
        making.event(cast, cast.group, title=reach.value, reach=reach)

    shown = "events { totalCount nodes { title thread { title } sessions { totalCount } } }"
    seen = ask(who, f"{{ {shown} }}")["events"]
    inside = ask(who, f"query ($g: ID!) {{ group(id: $g) {{ {shown} }} }}", g=gid(cast.group))

    assert {each["title"] for each in seen["nodes"]} == titles
    assert {each["thread"]["title"] for each in seen["nodes"]} == titles
    assert seen["totalCount"] == len(titles)
    assert inside["group"]["events"] == seen


def test_events_can_be_asked_for_by_whether_they_are_to_come(cast, ask):
    making.event(cast, cast.group, title="Passé")
    soon = timezone.now() + timedelta(hours=1)
    making.event(cast, cast.group, title="À venir", starts_at=soon, ends_at=soon + timedelta(1))
    now = timezone.now() - timedelta(hours=1)
    making.event(cast, cast.group, title="En cours", starts_at=now, ends_at=now + timedelta(1))
    asked = "query ($c: Boolean) { events(toCome: $c) { totalCount nodes { title } } }"

    def titles(**given):
        seen = ask("bo", asked, **given)["events"]
        assert seen["totalCount"] == len(seen["nodes"])
        return [each["title"] for each in seen["nodes"]]

    assert titles(c=True) == ["En cours", "À venir"]
    assert titles(c=False) == ["Passé"]
    assert titles(c=None) == titles() == ["Passé", "En cours", "À venir"]


def test_an_event_is_planned_with_its_thread(cast, mutate):
    shown = "event { title startsAt revision thread { title lastNumber } }"

    answer = mutate("mo", "planEvent", shown, group=gid(cast.group), title="Réunion", **TIMES)

    assert answer == {
        "event": {
            "title": "Réunion",
            "startsAt": "2024-04-22T07:00:00+00:00",
            "revision": 1,
            "thread": {"title": "Réunion", "lastNumber": 0},
        },
        "errors": [],
    }


@pytest.mark.parametrize("revision", [1, 3])
@pytest.mark.parametrize("noun", ["event", "session"])
def test_an_edit_that_came_too_late_is_shown_what_stands_now(cast, mutate, noun, revision):
    event = making.event(cast, cast.group)
    named = gid(event if noun == "event" else making.session(cast, event))
    name = f"edit{noun.capitalize()}"
    shown = f"{noun} {{ title revision }}"
    first = mutate("ana", name, shown, **{noun: named}, revision=1, title="D'Ana")

    second = mutate("mo", name, shown, **{noun: named}, revision=revision, title="De Mo")

    assert first == {noun: {"title": "D'Ana", "revision": 2}, "errors": []}
    assert second == {
        noun: {"title": "D'Ana", "revision": 2},
        "errors": [{"code": "CONFLICT", "field": "revision"}],
    }


def test_sessions_are_added_moved_and_cancelled(cast, mutate):
    event = making.event(cast, cast.group)
    shown = "session { title startsAt position revision cancellationReason }"
    times = {"startsAt": "2024-04-22T10:00:00+02:00", "endsAt": "2024-04-22T11:00:00+02:00"}

    added = mutate("ana", "addSession", shown, event=gid(event), title="Atelier", **times)
    named = {"session": gid(Session.objects.get())}
    moved = mutate("mo", "editSession", shown, **named, revision=1, position=7)
    unseen = mutate("nina", "cancelSession", shown, **named, reason="Grève")
    dropped = mutate("mo", "cancelSession", shown, **named, reason="Grève")
    late = mutate("mo", "editSession", shown, **named, revision=2, title="Trop tard")

    session = {
        "title": "Atelier",
        "startsAt": "2024-04-22T08:00:00+00:00",
        "position": 1,
        "revision": 1,
        "cancellationReason": "",
    }
    assert added == {"session": session, "errors": []}
    session |= {"position": 7, "revision": 2}
    assert moved == {"session": session, "errors": []}
    assert unseen == {"session": None, "errors": [{"code": "MISSING", "field": "session"}]}
    assert dropped == {"session": session | {"cancellationReason": "Grève"}, "errors": []}
    assert late == {"session": None, "errors": [{"code": "DENIED", "field": None}]}


def test_an_event_that_is_cancelled_is_planned_no_more(cast, mutate):
    event = {"event": gid(making.event(cast, cast.group, reach=Reach.PUBLIC))}
    shown = "event { title cancellationReason }"

    done = mutate("nina", "cancelEvent", shown, **event, reason="Trop peu de monde")
    late = mutate("ana", "editEvent", shown, **event, revision=1, title="Non")

    cancelled = {"title": "Le séminaire", "cancellationReason": "Trop peu de monde"}
    assert done == {"event": cancelled, "errors": []}
    assert late == {"event": None, "errors": [{"code": "DENIED", "field": None}]}


@pytest.mark.parametrize(
    ("who", "name", "given", "error"),
    [
        ("bo", "planEvent", TIMES | {"title": "Non"}, ("DENIED", None)),
        ("ana", "planEvent", TIMES | {"title": " "}, ("INVALID", "title")),
        ("ana", "planEvent", TIMES | {"title": "x", "timeZone": "Paris"}, ("INVALID", "timeZone")),
        (
            "ana",
            "planEvent",
            TIMES | {"title": "x", "endsAt": "2024-04-22T07:00:00Z"},
            ("INVALID", "endsAt"),
        ),
        (
            "ana",
            "planEvent",
            TIMES | {"title": "x", "startsAt": "2024-04-22T07:00:00"},
            ("INVALID", "startsAt"),
        ),
        (
            "ana",
            "planEvent",
            TIMES | {"title": "x", "onlineUrl": "javascript:alert(1)"},
            ("INVALID", "onlineUrl"),
        ),
        (
            "ana",
            "planEvent",
            TIMES | {"title": "x", "endsAt": "9999-12-31T23:59:59-14:00"},
            ("INVALID", "endsAt"),
        ),
        ("bo", "cancelEvent", {"reason": "Non"}, ("DENIED", None)),
        ("ana", "cancelEvent", {"reason": " "}, ("INVALID", "reason")),
        (
            "ana",
            "addSession",
            {"title": "x", "startsAt": "2024-04-22T06:00:00Z", "endsAt": "2024-04-22T08:00:00Z"},
            ("INVALID", "startsAt"),
        ),
        (
            "ana",
            "editEvent",
            {"revision": 1, "endsAt": "2024-04-22T08:30:00Z"},
            ("INVALID", "endsAt"),
        ),
    ],
)
def test_what_is_refused_says_so_and_changes_nothing(cast, mutate, who, name, given, error):
    event = making.event(cast, cast.group)
    making.session(cast, event)
    target = "group" if name == "planEvent" else "event"
    named = {"group": gid(cast.group), "event": gid(event)}[target]
    before = Event.objects.values().get()

    answer = mutate(who, name, "__typename", **{target: named}, **given)

    assert answer["errors"] == [{"code": error[0], "field": error[1]}]
    assert Event.objects.values().get() == before
    assert (Session.objects.count(), Thread.objects.count()) == (1, 2)


def test_events_sessions_and_their_threads_cost_the_same_for_many(cast, cost):
    def plan(sessions):
        event = making.event(cast, cast.groups["open"])
        for at in range(sessions):
            session = making.session(cast, event, hour=at + 1)
            making.message(cast, session.thread, "Bonjour")

    for _ in range(2):
        plan(2)
    few = cost("bo", EVENTS)

    for at in range(38):
        plan(1 if at else 40)
    many = cost("bo", EVENTS)

    assert many == few == 12


def test_a_cancelled_event_is_still_seen(cast, ask):
    event = making.event(cast, cast.group, reach=Reach.PUBLIC)
    cast.perform(actions.cancel_event, "ana", event=event, reason="Trop peu de monde")

    shown = ask("nobody", EVENT, event=gid(event))["event"]

    assert shown["cancellationReason"] == "Trop peu de monde"
    assert shown["cancelledAt"] is not None
