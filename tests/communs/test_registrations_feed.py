"""The private feed: what one registered for, in a calendar, as far as one sees it now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from backend.rules import Denied
from communs.events import actions as meeting
from communs.events.models import Event
from communs.groups import actions as grouping
from communs.registrations import actions, facts, rules
from communs.registrations.models import CalendarFeed
from tests.cast import EVERYBODY

pytestmark = pytest.mark.django_db

YEAR = timezone.now().year + 1
START = datetime(YEAR, 3, 20, 9, tzinfo=ZoneInfo("Europe/Paris"))


def planned(cast, of="listed", **given):
    times = {"starts_at": START, "ends_at": START + timedelta(hours=2)}
    usual = {"title": "Webinaire", "time_zone": "Europe/Paris"}
    return cast.perform(meeting.plan_event, "ana", group=cast.groups[of], **times | usual | given)


def coming(cast, who, *, capacity=None, **thing):
    desk = cast.perform(actions.open_registration, "ana", capacity=capacity, **thing)
    cast.perform(actions.register, who, desk=desk)
    return desk


def renewed(cast, who="bo"):
    return cast.perform(actions.renew_calendar_feed, who).token


def fetched(token, **headers):
    return Client().get(f"/calendars/mine/{token}.ics", headers=headers)


def entries(token):
    answer = fetched(token)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    calendar = Calendar.from_ical(answer.content)
    return list(calendar.walk("VEVENT"))


def titles(token):
    return [str(entry["SUMMARY"]) for entry in entries(token)]


def test_it_shows_what_one_registered_for_and_nothing_else(cast):
    event, other = planned(cast, title="À moi"), planned(cast, title="Aux autres")
    cycle = cast.perform(meeting.start_cycle, "ana", group=cast.group, title="Cycle")
    times = {"starts_at": START + timedelta(days=7), "ends_at": START + timedelta(days=8)}
    planned(cast, title="Du cycle", cycle=cycle, **times)
    long_ago = {"starts_at": START - timedelta(days=900), "ends_at": START - timedelta(days=899)}
    planned(cast, title="Du cycle, passé", cycle=cycle, **long_ago)
    hour = {"starts_at": START, "ends_at": START + timedelta(hours=1)}
    session = cast.perform(meeting.add_session, "ana", event=other, title="Atelier", **hour)
    coming(cast, "bo", event=event)
    coming(cast, "bo", cycle=cycle)
    coming(cast, "bo", session=session)
    coming(cast, "mo", event=other)

    assert titles(renewed(cast)) == ["À moi", "Aux autres · Atelier", "Du cycle"]
    assert titles(renewed(cast, "mo")) == ["Aux autres"]
    assert titles(renewed(cast, "zed")) == []


def test_an_entry_is_right_by_the_clocks_of_its_place_and_follows_a_move_over_summer_time(cast):
    event = planned(cast, place="Sète")
    coming(cast, "bo", event=event)
    token = renewed(cast)
    (before,) = entries(token)

    later = START.replace(month=4, day=3)
    moved = {"starts_at": later, "ends_at": later + timedelta(hours=2)}
    cast.perform(meeting.edit_event, "ana", event=event, revision=1, **moved)
    (after,) = entries(token)

    assert (before.start, before.end) == (START, START + timedelta(hours=2))
    assert before.start.astimezone(UTC).hour == 8
    assert (after.start, after.end) == (later, later + timedelta(hours=2))
    assert after.start.astimezone(UTC).hour == 7
    assert (after["UID"], str(after["LOCATION"])) == (before["UID"], "Sète")
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_it_tells_what_one_waits_for_and_what_was_cancelled(cast):
    event = planned(cast)
    desk = coming(cast, "mo", event=event, capacity=1)
    cast.perform(actions.register, "bo", desk=desk)
    token = renewed(cast)

    assert titles(token) == ["Webinaire (liste d’attente)"]
    cast.perform(actions.cancel_registration, "mo", desk=desk)
    assert titles(token) == ["Webinaire"]
    cast.perform(meeting.cancel_event, "ana", event=event, reason="Grève")
    assert [str(entry["STATUS"]) for entry in entries(token)] == ["CANCELLED"]
    cast.perform(actions.cancel_registration, "bo", desk=desk)
    assert titles(token) == []


def test_whoever_leaves_a_hidden_group_sees_its_event_no_more(cast):
    coming(cast, "bo", event=planned(cast, "hidden"))
    token = renewed(cast)
    assert titles(token) == ["Webinaire"]

    cast.perform(grouping.leave_group, "bo", group=cast.groups["hidden"])

    assert titles(token) == []


def test_a_new_address_ends_the_old_one_and_is_kept_by_nobody(cast):
    coming(cast, "bo", event=planned(cast))
    cast.facts()
    old = renewed(cast)
    new = renewed(cast)

    assert titles(new) == ["Webinaire"]
    assert fetched(old).status_code == 404
    feed = CalendarFeed.objects.get()
    assert (feed.person_id, feed.token) == (cast.person("bo").pk, None)
    assert len(new) == 43  # 256 bits
    assert new not in str(CalendarFeed.objects.values().get())
    assert cast.facts() == [facts.CalendarFeedRenewed(person=feed.person_id)] * 2


@pytest.mark.parametrize("token", ["x", "é", "%00", "x" * 2000, "../mine"])
def test_what_is_no_token_leads_nowhere(cast, token):
    renewed(cast)

    assert fetched(token).status_code == 404


def test_whoever_was_suspended_has_no_feed(cast):
    token = renewed(cast)
    person = cast.person("bo")
    person.is_active = False
    person.save()

    assert fetched(token).status_code == 404


def test_everybody_who_is_signed_in_has_a_feed_of_their_own(cast):
    assert cast.may(rules.can_renew_feed) == {*EVERYBODY} - {"nobody"}
    with pytest.raises(Denied):
        renewed(cast, "nobody")

    renewed(cast)

    assert cast.who_see(CalendarFeed.objects.get()) == {"bo"}


def test_it_is_kept_by_its_reader_alone_and_sent_again_only_when_it_changed(cast):
    coming(cast, "bo", event=planned(cast))
    token = renewed(cast)
    first = fetched(token)

    assert first["Cache-Control"] == "private, no-cache"
    assert first["X-Content-Type-Options"] == "nosniff"
    again = fetched(token, if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    cast.perform(meeting.edit_event, "ana", event=Event.objects.get(), revision=1, place="Lille")
    assert fetched(token, if_none_match=first["ETag"]).status_code == 200
    assert Client().post(f"/calendars/mine/{token}.ics").status_code == 405


def test_it_takes_the_same_queries_for_two_entries_and_for_forty(cast, queries):
    def fill(count):
        for at in range(count):
            event = planned(cast, title=f"{at}")
            hour = {"starts_at": START, "ends_at": START + timedelta(hours=1)}
            session = cast.perform(meeting.add_session, "ana", event=event, title="S", **hour)
            coming(cast, "bo", **({"event": event} if at % 2 else {"session": session}))

    fill(2)
    token = renewed(cast)
    few = queries(lambda: fetched(token))
    fill(38)

    assert queries(lambda: fetched(token)) == few
    assert len(entries(token)) == 40
