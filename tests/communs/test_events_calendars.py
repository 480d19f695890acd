"""Calendar files of events: read back as other programs read them, in summer and in winter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from icalendar import Calendar

from communs.events import actions
from communs.events.calendars import Entry, calendar, entry_of, entry_of_session
from communs.events.clocks import changes, timezone
from communs.events.models import Event, Session
from communs.events.programme import EventSpeaker
from communs.events.queries import with_programme

PARIS = ZoneInfo("Europe/Paris")
STAMP = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)


def entry(**given):
    start = datetime(2024, 4, 18, 13, tzinfo=PARIS)
    usual = {
        "uid": "01890a5d-ac96-774b-bcce-b302099a8057",
        "sequence": 1,
        "stamp": STAMP,
        "starts_at": start,
        "ends_at": start + timedelta(minutes=90),
        "time_zone": "Europe/Paris",
        "title": "Cap 2030 vers l’ODD 2",
    }
    return Entry(**usual | given)


def read(content):
    """Read a file back; give its only entry, and its time zones."""
    found = Calendar.from_ical(content)
    (event,) = found.walk("VEVENT")
    return event, found.walk("VTIMEZONE")


def instants(event):
    return tuple(event.decoded(name).astimezone(UTC) for name in ("DTSTART", "DTEND"))


def told(zone, moment):
    """Give the offset that a VTIMEZONE tells for an instant, as RFC 5545 has it worked out."""
    onsets = []
    for each in zone.subcomponents:
        local = each.decoded("DTSTART")
        onset = (local - each.decoded("TZOFFSETFROM")).replace(tzinfo=UTC)
        onsets.append((onset, each.decoded("TZOFFSETTO")))
    return max(pair for pair in onsets if pair[0] <= moment)[1]


# --- time -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "written"),
    [
        (
            datetime(2024, 1, 18, 13, tzinfo=PARIS),
            datetime(2024, 1, 18, 14, 30, tzinfo=PARIS),
            ("20240118T130000", "20240118T143000"),
        ),
        (
            datetime(2024, 7, 18, 13, tzinfo=PARIS),
            datetime(2024, 7, 18, 14, 30, tzinfo=PARIS),
            ("20240718T130000", "20240718T143000"),
        ),
        (  # over the night in which an hour is skipped
            datetime(2024, 3, 30, 20, tzinfo=PARIS),
            datetime(2024, 3, 31, 8, tzinfo=PARIS),
            ("20240330T200000", "20240331T080000"),
        ),
        (  # over the night in which an hour comes twice
            datetime(2024, 10, 26, 20, tzinfo=PARIS),
            datetime(2024, 10, 27, 8, tzinfo=PARIS),
            ("20241026T200000", "20241027T080000"),
        ),
        (  # in the first of the two
            datetime(2024, 10, 27, 2, tzinfo=PARIS),
            datetime(2024, 10, 27, 2, 30, tzinfo=PARIS),
            ("20241027T020000", "20241027T023000"),
        ),
        (  # into the second: local time has no sign for it
            datetime(2024, 10, 27, 2, 30, tzinfo=PARIS),
            datetime(2024, 10, 27, 2, 30, tzinfo=PARIS, fold=1),
            ("20241027T003000Z", "20241027T013000Z"),
        ),
    ],
)
def test_the_hours_are_those_of_the_place_and_the_instants_are_kept(starts_at, ends_at, written):
    event, _zones = read(calendar("x", [entry(starts_at=starts_at, ends_at=ends_at)]))

    assert tuple(event[name].to_ical().decode() for name in ("DTSTART", "DTEND")) == written
    assert instants(event) == (starts_at.astimezone(UTC), ends_at.astimezone(UTC))


@pytest.mark.parametrize(
    "name",
    [
        "Europe/Paris",
        "America/St_Johns",  # half an hour off
        "America/Cayenne",  # the same all year
        "Indian/Reunion",
        "Australia/Lord_Howe",  # half an hour of summer time
        "Africa/Casablanca",  # back for a month each year
        "America/Miquelon",
        "Pacific/Noumea",
        "Europe/Dublin",  # winter time that is less than the standard
    ],
)
def test_a_zone_is_told_right_for_every_hour_of_its_years(name):
    zone = ZoneInfo(name)
    first, last = datetime(2023, 11, 2, tzinfo=UTC), datetime(2025, 2, 3, tzinfo=UTC)

    described = timezone(zone, first, last)

    assert described["TZID"] == name
    moment = datetime(2023, 1, 1, tzinfo=UTC)
    while moment.year < 2026:
        assert told(described, moment) == moment.astimezone(zone).utcoffset(), moment
        moment += timedelta(minutes=30)


def test_the_clocks_of_paris_are_set_twice_a_year_to_the_second():
    found = [*changes(PARIS, datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC))]

    assert [(each.local, each.name, each.is_summer) for each in found] == [
        (datetime(2024, 3, 31, 2), "CEST", True),  # noqa: DTZ001 - as the clocks showed it
        (datetime(2024, 10, 27, 3), "CET", False),  # noqa: DTZ001
    ]


def test_a_calendar_describes_each_zone_once_and_needs_none_for_utc():
    zones = ["Europe/Paris", "Indian/Reunion", "Europe/Paris", "UTC", "Etc/UTC"]

    content = calendar("x", [entry(uid=str(at), time_zone=z) for at, z in enumerate(zones)])

    found = Calendar.from_ical(content)
    assert [str(each["TZID"]) for each in found.walk("VTIMEZONE")] == zones[:2]
    starts = [each.decoded("DTSTART").astimezone(UTC) for each in found.walk("VEVENT")]
    assert starts == [datetime(2024, 4, 18, 11, tzinfo=UTC)] * 5


# --- texts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Équilibrer, à Sète ; « l’alliance » : cœur\\n",
        "une ligne\nune autre, et\n\nencore",
        "é" * 300,
        "👩‍🌾" * 60,
        'guillemets " et : deux-points; TZID=Europe/Paris',
        "^n ^' ^^ %0D%0A",
    ],
)
def test_texts_come_back_as_they_were_whatever_is_in_them(text):
    made = entry(title=text, place=text, description=text)

    content = calendar(text, [made])

    event, _zones = read(content)
    assert [str(event[name]) for name in ("SUMMARY", "LOCATION", "DESCRIPTION")] == [text] * 3
    lines = [line.partition(b":") for line in content.replace(b"\r\n ", b"").split(b"\r\n")]
    written = {name: said for name, _colon, said in lines}
    assert written[b"NAME"] == written[b"X-WR-CALNAME"] == written[b"SUMMARY"]
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert all(line.decode() for line in content.split(b"\r\n") if line)  # no sign is cut in two


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x85"])
def test_no_text_becomes_a_line_of_its_own(end):
    hostile = f"Réunion{end}END:VEVENT{end}BEGIN:VEVENT{end}UID:x{end}ATTENDEE:mailto:a@b.example"

    content = calendar(hostile, [entry(title=hostile, place=hostile, description=hostile)])

    event, _zones = read(content)
    assert "ATTENDEE" not in event
    assert event["UID"] == "01890a5d-ac96-774b-bcce-b302099a8057"
    assert content.count(b"\r\nUID:") == 1
    assert not set(content.replace(b"\r\n", b"").decode()) & set("\r\n\u2028\x0b\x85")


def test_an_address_that_would_break_its_line_is_closed_up():
    event, _zones = read(calendar("x", [entry(online_url="https://x.example/\r\nATTENDEE:a")]))

    assert event["URL"] == "https://x.example/ATTENDEE:a"
    assert "ATTENDEE" not in event


def test_a_file_of_nothing_is_a_calendar_still():
    found = Calendar.from_ical(calendar("Rien", []))

    assert (found["VERSION"], found["PRODID"], str(found["NAME"])) == (
        "2.0",
        "-//Communs//Communs//FR",
        "Rien",
    )
    assert found.subcomponents == []


# --- entries --------------------------------------------------------------------------------


def at(day, hour, minute=0):
    return datetime(2024, 4, day, hour, minute, tzinfo=PARIS)


@pytest.fixture
def seminar(cast):
    event = cast.perform(
        actions.plan_event,
        "ana",
        group=cast.group,
        title="Université Professionnelle",
        summary="Deux jours.",
        description="À *préparer* : rien.",
        starts_at=at(22, 9),
        ends_at=at(23, 17),
        time_zone="Europe/Paris",
        place="Sète, salle A",
        online_url="https://visio.example/viasso",
    )
    for title, day in (("Le lendemain", 23), ("Ouverture", 22)):
        times = {"starts_at": at(day, 10), "ends_at": at(day, 12)}
        session = cast.perform(actions.add_session, "ana", event=event, title=title, **times)
    speakers = [EventSpeaker(person=cast.person("bo")), EventSpeaker(name="Zoé Invitée")]
    cast.perform(actions.set_session_speakers, "ana", session=session, speakers=speakers)
    cast.perform(actions.set_event_speakers, "ana", event=event, speakers=speakers[1:])
    return event


def fetched(event):
    return with_programme(Event.objects.filter(pk=event.pk)).get()


def test_an_event_is_one_entry_with_its_programme_told(seminar):
    with translation.override("fr"):
        event, _zones = read(calendar("x", [entry_of(fetched(seminar))]))

    assert event["UID"] == str(seminar.pk)
    assert (event["SEQUENCE"], event["STATUS"]) == (1, "CONFIRMED")
    assert str(event["SUMMARY"]) == "Université Professionnelle"
    assert str(event["LOCATION"]) == "Sète, salle A"
    assert event["URL"] == "https://visio.example/viasso"
    assert instants(event) == (at(22, 9).astimezone(UTC), at(23, 17).astimezone(UTC))
    assert str(event["DESCRIPTION"]).split("\n\n") == [
        "https://visio.example/viasso",
        "Deux jours.",
        "À préparer : rien.",
        "Avec Zoé Invitée\n10:00-12:00 Ouverture (Bo, Zoé Invitée)\n23/04 10:00-12:00 Le lendemain",
    ]
    assert not {"ORGANIZER", "ATTENDEE"} & event.keys()  # no address of anybody, and none made up


def test_what_did_not_change_is_written_byte_for_byte_the_same(seminar):
    first = calendar("x", [entry_of(fetched(seminar))])

    assert calendar("x", [entry_of(fetched(seminar))]) == first


def test_an_entry_grows_newer_with_each_edit_and_with_its_end(cast, seminar):
    first = entry_of(fetched(seminar))

    cast.perform(actions.edit_event, "ana", event=seminar, revision=1, place="Cahors")
    edited = entry_of(fetched(seminar))
    cast.perform(actions.cancel_event, "ana", event=seminar, reason="Grève, hélas.")
    cancelled = entry_of(fetched(seminar))

    assert [each.sequence for each in (first, edited, cancelled)] == [1, 2, 3]
    assert first.stamp < edited.stamp < cancelled.stamp
    event, _zones = read(calendar("x", [cancelled]))
    assert (event["UID"], event["STATUS"]) == (str(seminar.pk), "CANCELLED")
    assert str(event["DESCRIPTION"]).startswith("Cancelled: Grève, hélas.\n\n")


def test_a_programme_that_changes_makes_its_entry_newer(cast, seminar):
    first = entry_of(fetched(seminar))
    session = Session.objects.get(title="Ouverture")

    cast.perform(actions.set_session_speakers, "ana", session=session, speakers=[])
    without = entry_of(fetched(seminar))
    cast.perform(actions.cancel_session, "ana", session=session, reason="Non.")
    shorter = entry_of(fetched(seminar))

    assert first.stamp < without.stamp < shorter.stamp
    assert "Ouverture (Bo" in first.description
    assert "Ouverture" in without.description
    assert "Ouverture" not in shorter.description


def test_a_session_is_an_entry_of_its_own_for_who_comes_to_it_alone(cast, seminar):
    session = Session.objects.select_related("event").get(title="Ouverture")

    event, _zones = read(calendar("x", [entry_of_session(session)]))

    assert event["UID"] == str(session.pk)
    assert str(event["SUMMARY"]) == "Université Professionnelle · Ouverture"
    assert str(event["LOCATION"]) == "Sète, salle A"
    assert instants(event) == (at(22, 10).astimezone(UTC), at(22, 12).astimezone(UTC))
    assert str(event["DESCRIPTION"]).endswith("With Bo, Zoé Invitée")


def test_a_session_goes_with_its_event(cast, seminar):
    session = Session.objects.get(title="Ouverture")
    first = entry_of_session(session)

    cast.perform(actions.edit_session, "ana", session=session, revision=1, title="Accueil")
    edited = entry_of_session(Session.objects.get(pk=session.pk))
    cast.perform(actions.cancel_event, "ana", event=seminar, reason="Grève.")
    gone = entry_of_session(Session.objects.get(pk=session.pk))

    assert [each.sequence for each in (first, edited, gone)] == [1, 2, 3]
    assert [each.is_cancelled for each in (first, edited, gone)] == [False, False, True]
    assert first.stamp < edited.stamp < gone.stamp
    assert gone.description.startswith("Cancelled: Grève.")


def test_a_long_description_is_cut(seminar):
    Event.objects.filter(pk=seminar.pk).update(description="mot " * 5_000)

    said = entry_of(fetched(seminar)).description

    assert len(said) <= 5_000
    assert said.endswith("mot…")
