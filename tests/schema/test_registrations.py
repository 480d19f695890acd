"""Registrations in the graph: what is shown to whom, what is refused, what it costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from communs.events import actions as meeting
from communs.registrations import actions
from communs.registrations.models import CalendarFeed, Desk, Registration
from communs.threads.reach import Reach

from . import making
from .conftest import gid

DESK = """
query ($desk: ID!) { desk(id: $desk) {
  event { title } session { title } cycle { title }
  capacity takenCount waitingCount placesLeft isOpen revision
  myRegistration { state waitingPosition }
  registrations { totalCount nodes { number state waitingPosition person { name } } }
} }
"""
EVENTS = """
{ events(first: 40) { totalCount nodes { title
  desk { capacity takenCount placesLeft isOpen myRegistration { state waitingPosition } }
  cycle { desk { takenCount myRegistration { state } } }
  sessions(first: 3) { nodes { desk { isOpen myRegistration { state } } } } } } }
"""
MINE = """
query ($state: RegistrationState, $toCome: Boolean) {
  viewer { registrations(state: $state, toCome: $toCome, first: 40) { totalCount nodes {
    startsAt state waitingPosition desk { event { title } session { title } cycle { title } } } } }
}
"""
SHOWN = "registration { state waitingPosition person { name } }"


def planned(cast, *, reach=Reach.PUBLIC, days=30, **given):
    start = timezone.now() + timedelta(days=days)
    times = {"starts_at": start, "ends_at": start + timedelta(hours=2)}
    return making.event(cast, cast.group, reach=reach, **times, **given)


def opened(cast, **given):
    return cast.perform(actions.open_registration, "ana", **given)


def coming(cast, desk, *people):
    for who in people:
        cast.perform(actions.register, who, desk=desk)


def test_a_desk_shows_to_each_what_is_theirs(cast, ask):
    desk = opened(cast, event=planned(cast), capacity=1)
    coming(cast, desk, "bo", "zed")

    numbers = {"capacity": 1, "takenCount": 1, "waitingCount": 1, "placesLeft": 0}
    for who, mine, seen in (
        ("ana", None, [1, 2]),
        ("bo", {"state": "REGISTERED", "waitingPosition": None}, [1]),
        ("zed", {"state": "WAITING", "waitingPosition": 1}, [2]),
        ("nina", None, []),
        ("nobody", None, []),
    ):
        shown = ask(who, DESK, desk=gid(desk))["desk"]
        assert {name: shown[name] for name in numbers} == numbers
        assert (shown["event"], shown["isOpen"]) == ({"title": "Le séminaire"}, True)
        assert shown["myRegistration"] == mine
        registrations = shown["registrations"]
        assert registrations["totalCount"] == len(seen)
        assert [each["number"] for each in registrations["nodes"]] == seen

    (_bo, of_zed) = ask("mo", DESK, desk=gid(desk))["desk"]["registrations"]["nodes"]
    assert of_zed == {
        "number": 2,
        "state": "WAITING",
        "waitingPosition": 1,
        "person": {"name": "Zed"},
    }


def test_registrations_are_listed_by_their_state(cast, ask):
    desk = opened(cast, event=planned(cast), capacity=1)
    coming(cast, desk, "bo", "ob", "mo")
    cast.perform(actions.cancel_registration, "bo", desk=desk)
    asked = """query ($d: ID!, $s: RegistrationState) { desk(id: $d) {
      registrations(state: $s) { totalCount nodes { person { name } } } } }"""

    def names(state):
        seen = ask("ana", asked, d=gid(desk), s=state)["desk"]["registrations"]
        assert seen["totalCount"] == len(seen["nodes"])
        return [each["person"]["name"] for each in seen["nodes"]]

    assert names("CANCELLED") == ["Bo"]
    assert names("REGISTERED") == ["Ob"]
    assert names("WAITING") == ["Mo"]
    assert names(None) == ["Bo", "Ob", "Mo"]


def test_a_desk_one_does_not_see_is_not_there(cast, ask, mutate):
    hidden = making.event(cast, cast.groups["hidden"])
    desk = opened(cast, event=hidden)
    nothing = {"registration": None, "errors": [{"code": "MISSING", "field": "desk"}]}

    assert ask("zed", DESK, desk=gid(desk)) == {"desk": None}
    assert ask("zed", DESK, desk=gid(hidden)) == {"desk": None}
    assert mutate("zed", "register", SHOWN, desk=gid(desk)) == nothing
    assert mutate("zed", "cancelRegistration", SHOWN, desk=gid(desk)) == nothing
    assert ask("zed", "{ events { nodes { desk { id } } } }") == {"events": {"nodes": []}}


def test_one_registers_once_waits_and_gives_up(cast, mutate):
    event = planned(cast)
    opening = {"event": gid(event), "capacity": 1}
    shown = "desk { id capacity isOpen event { title desk { capacity } } }"
    made = mutate("mo", "openRegistration", shown, **opening)["desk"]
    desk = {"desk": made["id"]}

    first = mutate("zed", "register", SHOWN, **desk)
    again = mutate("zed", "register", SHOWN, **desk)
    second = mutate("bo", "register", SHOWN, **desk)
    gone = mutate("zed", "cancelRegistration", SHOWN, **desk)
    none = mutate("zed", "cancelRegistration", SHOWN, **desk)

    assert made["event"]["desk"] == {"capacity": 1}
    zed = {"state": "REGISTERED", "waitingPosition": None, "person": {"name": "Zed"}}
    bo = {"state": "WAITING", "waitingPosition": 1, "person": {"name": "Bo"}}
    assert first == {"registration": zed, "errors": []}
    assert again == {"registration": zed, "errors": [{"code": "CONFLICT", "field": None}]}
    assert second == {"registration": bo, "errors": []}
    assert gone == {"registration": zed | {"state": "CANCELLED"}, "errors": []}
    assert none["errors"] == [{"code": "MISSING", "field": None}]
    assert Desk.objects.values_list("taken_count", "waiting_count").get() == (1, 0)


def test_a_registration_sent_twice_under_one_key_is_made_once(cast, mutate):
    desk = {"desk": gid(opened(cast, event=planned(cast))), "idempotencyKey": "une fois"}

    first = mutate("zed", "register", "registration { id state }", **desk)

    assert mutate("zed", "register", "registration { id state }", **desk) == first
    assert first["errors"] == []
    assert Registration.objects.count() == 1


def test_places_and_times_are_edited_from_a_revision(cast, mutate):
    desk = {"desk": gid(opened(cast, event=planned(cast), capacity=5))}
    shown = "desk { capacity closesAt revision }"

    more = mutate("ana", "editRegistration", shown, **desk, revision=1, capacity=None)
    late = mutate("mo", "editRegistration", shown, **desk, revision=1, capacity=9)
    wrong = mutate("mo", "editRegistration", shown, **desk, revision=2, capacity=0)
    closing = "2031-03-01T12:00:00+01:00"
    timed = mutate("mo", "editRegistration", shown, **desk, revision=2, closesAt=closing)

    now = {"capacity": None, "closesAt": None, "revision": 2}
    assert more == {"desk": now, "errors": []}
    assert late == {"desk": now, "errors": [{"code": "CONFLICT", "field": "revision"}]}
    assert wrong == {"desk": None, "errors": [{"code": "INVALID", "field": "capacity"}]}
    now |= {"closesAt": "2031-03-01T11:00:00+00:00", "revision": 3}
    assert timed == {"desk": now, "errors": []}


def test_a_desk_is_closed_and_opened_again(cast, mutate):
    desk = {"desk": gid(opened(cast, event=planned(cast)))}

    closed = mutate("ana", "closeRegistration", "desk { isOpen }", **desk)
    refused = mutate("zed", "register", SHOWN, **desk)
    reopened = mutate("mo", "reopenRegistration", "desk { isOpen closedAt }", **desk)

    assert closed == {"desk": {"isOpen": False}, "errors": []}
    assert refused == {"registration": None, "errors": [{"code": "DENIED", "field": None}]}
    assert reopened == {"desk": {"isOpen": True, "closedAt": None}, "errors": []}


@pytest.mark.parametrize("who", ["bo", "ob", "zed", "nina"])
def test_only_those_who_look_after_the_group_do_more_than_register(cast, mutate, who):
    event = planned(cast)
    desk = opened(cast, event=planned(cast, title="Autre"))
    coming(cast, desk, "bo")
    named, person = {"desk": gid(desk)}, gid(cast.person("bo"))
    before = (Desk.objects.values().get(), Registration.objects.values().get())

    answers = [
        mutate(who, "openRegistration", "__typename", event=gid(event)),
        mutate(who, "editRegistration", "__typename", **named, revision=1, capacity=1),
        mutate(who, "closeRegistration", "__typename", **named),
        mutate(who, "cancelRegistrationOf", "__typename", **named, person=person, reason="x"),
        mutate(who, "recordAttendance", "__typename", **named, attended=[person]),
    ]

    assert [answer["errors"] for answer in answers] == [[{"code": "DENIED", "field": None}]] * 5
    assert (Desk.objects.values().get(), Registration.objects.values().get()) == before


def test_attendance_is_noted_of_many_at_once(cast, mutate):
    event = planned(cast)
    desk = opened(cast, event=event)
    coming(cast, desk, "bo", "ob")
    type(event).objects.update(starts_at=timezone.now())
    shown = "desk { registrations { nodes { state person { name } } } }"
    bo, ob = (gid(cast.person(who)) for who in ("bo", "ob"))

    answer = mutate("mo", "recordAttendance", shown, desk=gid(desk), attended=[bo], absent=[ob])

    assert answer["errors"] == []
    assert answer["desk"]["registrations"]["nodes"] == [
        {"state": "ATTENDED", "person": {"name": "Bo"}},
        {"state": "ABSENT", "person": {"name": "Ob"}},
    ]


def test_one_finds_one_s_own_registrations_by_their_start(cast, ask):
    late, early = planned(cast, title="tard", days=9), planned(cast, title="tôt", days=3)
    now = planned(cast, title="en cours", days=1)
    for event in (late, early, now):
        coming(cast, opened(cast, event=event, capacity=1), "zed", "bo")
    type(now).objects.filter(pk=now.pk).update(starts_at=timezone.now())
    Registration.objects.filter(desk__event=now).update(starts_at=timezone.now())
    cycle = cast.perform(
        meeting.start_cycle, "ana", group=cast.group, title="cycle", reach=Reach.NETWORK
    )
    coming(cast, opened(cast, cycle=cycle), "bo")

    def titles(who, **given):
        seen = ask(who, MINE, **given)["viewer"]["registrations"]
        assert seen["totalCount"] == len(seen["nodes"])
        whats = [(each["desk"]["event"] or each["desk"]["cycle"]) for each in seen["nodes"]]
        return [what["title"] for what in whats]

    assert titles("bo") == ["en cours", "cycle", "tôt", "tard"]
    assert titles("bo", toCome=True) == ["tôt", "tard"]
    assert titles("bo", state="REGISTERED") == ["cycle"]
    assert titles("zed", toCome=False) == ["en cours"]
    assert titles("nina") == []


def test_nobody_learns_from_a_person_what_they_registered_for(cast, ask):
    coming(cast, opened(cast, event=planned(cast)), "zed")
    asked = """query ($p: ID!) { person(id: $p) {
      registrations { totalCount nodes { state } } } }"""

    def seen(who):
        return ask(who, asked, p=gid(cast.person("zed")))["person"]["registrations"]["totalCount"]

    assert {who: seen(who) for who in ("ana", "mo", "bo", "nina", "zed")} == {
        "ana": 1,
        "mo": 1,
        "bo": 0,
        "nina": 0,
        "zed": 1,
    }


def test_events_are_narrowed_to_those_where_one_has_a_place(cast, ask):
    here, there = planned(cast, title="ici"), planned(cast, title="là", days=40)
    coming(cast, opened(cast, event=here), "zed")
    coming(cast, opened(cast, event=there, capacity=1), "bo", "zed")
    asked = "query ($r: Boolean) { events(registered: $r) { totalCount nodes { title } } }"

    def titles(who, *, registered):
        seen = ask(who, asked, r=registered)["events"]
        assert seen["totalCount"] == len(seen["nodes"])
        return [each["title"] for each in seen["nodes"]]

    assert titles("zed", registered=True) == ["ici"]
    assert titles("zed", registered=False) == ["là"]
    assert titles("bo", registered=True) == ["là"]
    assert titles("nobody", registered=True) == []
    assert titles("nobody", registered=False) == ["ici", "là"]
    assert titles("zed", registered=None) == ["ici", "là"]


def test_the_address_of_a_feed_is_told_once(cast, ask, post):
    document = """mutation ($k: String) { renewCalendarFeed(input: {idempotencyKey: $k}) {
      path calendarFeed { renewedAt } errors { code } } }"""

    first = ask("bo", document, k="une fois")["renewCalendarFeed"]
    again = ask("bo", document, k="une fois")["renewCalendarFeed"]
    other = ask("bo", document, k="autre")["renewCalendarFeed"]
    refused = ask("nobody", document)["renewCalendarFeed"]

    assert first["path"].startswith("/calendars/mine/")
    assert len(first["path"]) == len("/calendars/mine/") + 43 + len(".ics")
    assert again == first | {"path": None}
    assert other["path"] not in (None, first["path"])
    assert refused == {"path": None, "calendarFeed": None, "errors": [{"code": "DENIED"}]}
    assert CalendarFeed.objects.count() == 1


def test_desks_and_one_s_own_registrations_cost_the_same_for_many(cast, cost):
    cycle = cast.perform(meeting.start_cycle, "ana", group=cast.group, title="Cycle")
    coming(cast, opened(cast, cycle=cycle), "bo")

    def fill(count):
        for at in range(count):
            event = planned(cast, title=f"{at}", cycle=cycle)
            start = {"starts_at": event.starts_at, "ends_at": event.ends_at}
            session = cast.perform(
                meeting.add_session, "ana", event=event, title="Atelier", **start
            )
            coming(cast, opened(cast, event=event, capacity=1), "mo", "bo")
            coming(cast, opened(cast, session=session), "bo")

    fill(2)
    few = cost("bo", EVENTS), cost("bo", MINE)

    fill(38)

    assert (cost("bo", EVENTS), cost("bo", MINE)) == few
