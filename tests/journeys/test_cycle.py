"""A cycle of webinars, from its first announcement to what came of it, and on people's calendars.

One story on one server, over HTTP alone.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx
import pytest
from icalendar import Calendar

from .clients import Client, Json
from .postbox import Postbox
from .servers import Server, eventually

PARIS = ZoneInfo("Europe/Paris")
FOLLOWED_WITHIN = 5.0  # seconds in which search has what was planned
WEBINAR = "Cap 2030 vers l’ODD 2, l’alimentation durable en pratiques !"
CYCLE = """
query ($cycle: ID!) { cycle(id: $cycle) {
  title rhythm calendarUrl organizing { name }
  past: events(toCome: false) { totalCount nodes { title kind } }
  next: events(toCome: true) { totalCount nodes { title startsAt } }
} }
"""
OUTCOME = """
query ($event: ID!) { event(id: $event) {
  outcomeHtml cycle { title } partners { name }
  speakers { name line person { name } organization { name } }
  replays { url marks { seconds label } }
  resources { title }
} }
"""


@pytest.fixture(scope="module")
def camille(communs: Server, postbox: Postbox) -> Client:
    """She runs the platform that holds the webinars."""
    return Client(communs, "Camille Cycle").join(postbox)


@pytest.fixture(scope="module")
def group(camille: Client) -> str:
    given = {"name": "Trajectoires socio-économiques", "visibility": "HIDDEN"}
    return camille.do("createGroup", "group { id }", **given)["id"]


@pytest.fixture(scope="module")
def cycle(camille: Client, group: str) -> str:
    """The cycle as it is announced to everybody."""
    return camille.do(
        "startCycle",
        "cycle { id }",
        group=group,
        title="Jeudis de l’ODD 17",
        summary="Vers de nouveaux équilibres socio-économiques.",
        rhythm="un jeudi par mois",
        reach="PUBLIC",
    )["id"]


def planned(camille: Client, group: str, **given: Any) -> str:
    usual = {"timeZone": "Europe/Paris", "kind": "WEBINAR", "reach": "PUBLIC", "group": group}
    return camille.do("planEvent", "event { id }", **usual | given)["id"]


def calendar(client: Client, path: str) -> Calendar:
    """Fetch a calendar file, as somebody's calendar program does."""
    answer = fetched(client, path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content)


def fetched(client: Client, path: str) -> httpx.Response:
    headers = {"X-Session-Token": client.token} if client.token else {}
    return client.http.get(path, headers=headers)


def starts(found: Calendar) -> Json:
    return {str(each["SUMMARY"]): each.decoded("DTSTART") for each in found.walk("VEVENT")}


def test_a_cycle_is_announced_held_and_looked_back_on(
    communs: Server, postbox: Postbox, camille: Client, group: str, cycle: str
) -> None:
    visitor = Client(communs)
    grdf, avril = (
        camille.do("addOrganization", "organization { id }", name=name, kind="FOUNDATION")["id"]
        for name in ("Fondation GRDF", "Fondation Avril")
    )
    camille.do("setCycleOrganizations", "cycle { id }", cycle=cycle, organizing=[grdf], partners=[])
    times = {"startsAt": "2024-04-18T13:00:00+02:00", "endsAt": "2024-04-18T14:30:00+02:00"}
    webinar = planned(camille, group, title=WEBINAR, cycle=cycle, **times)
    soon = datetime.now(UTC) + timedelta(days=30)
    times = {"startsAt": soon.isoformat(), "endsAt": (soon + timedelta(hours=1)).isoformat()}
    planned(camille, group, title="Le prochain", cycle=cycle, **times)
    planned(camille, group, title="Préparation", cycle=cycle, reach="GROUP", **times)

    page = visitor.ask(CYCLE, cycle=cycle)["cycle"]
    assert (page["rhythm"], page["organizing"]) == (
        "un jeudi par mois",
        [{"name": "Fondation GRDF"}],
    )
    assert page["past"] == {"totalCount": 1, "nodes": [{"title": WEBINAR, "kind": "WEBINAR"}]}
    assert [each["title"] for each in page["next"]["nodes"]] == ["Le prochain"]
    assert camille.ask(CYCLE, cycle=cycle)["cycle"]["next"]["totalCount"] == 2

    me = camille.ask("{ viewer { id } }")["viewer"]["id"]
    speakers = [
        {"person": me, "line": "modératrice"},
        {"name": "Zoé Exemple", "line": "urbaniste, AGUR", "organization": avril},
    ]
    camille.do("setEventSpeakers", "event { id }", event=webinar, speakers=speakers)
    named = {"event": webinar, "organizing": [grdf], "partners": [avril]}
    camille.do("setEventOrganizations", "event { id }", **named)
    given = {"group": group, "title": "La grille", "kind": "TOOL"}
    grid = camille.do("draftResource", "resource { id }", **given)["id"]
    camille.do("publishResource", "resource { id }", resource=grid, reach="PUBLIC")
    draft = camille.do("draftResource", "resource { id }", **given | {"title": "Notes"})["id"]
    replay = {"url": "https://video.exemple.fr/1", "marks": [{"seconds": 95, "label": "La grille"}]}
    told = {"event": webinar, "revision": 1, "replays": [replay], "resources": [grid, draft]}
    camille.do("tellOutcome", "event { revision }", outcome="*Trois* pistes.", **told)

    shown = visitor.ask(OUTCOME, event=webinar)["event"]
    assert shown == {
        "outcomeHtml": "<p><em>Trois</em> pistes.</p>\n",
        "cycle": {"title": "Jeudis de l’ODD 17"},
        "partners": [{"name": "Fondation Avril"}],
        "speakers": [
            {
                "name": "",
                "line": "modératrice",
                "person": {"name": "Camille Cycle"},
                "organization": None,
            },
            {
                "name": "Zoé Exemple",
                "line": "urbaniste, AGUR",
                "person": None,
                "organization": {"name": "Fondation Avril"},
            },
        ],
        "replays": [replay],
        "resources": [{"title": "La grille"}],  # the draft is for its editors
    }
    eventually(lambda: visitor.find("urbaniste", "[EVENT]")["totalCount"] == 1, FOLLOWED_WITHIN)


def test_calendars_tell_the_hour_in_summer_and_in_winter_and_follow_what_changes(
    communs: Server, camille: Client, group: str
) -> None:
    visitor = Client(communs)
    cycle = camille.do("startCycle", "cycle { id }", group=group, title="Saison", reach="PUBLIC")[
        "id"
    ]
    hours = {
        "Printemps": ("2025-03-30T01:30:00+01:00", "2025-03-30T03:30:00+02:00"),
        "Été": ("2025-07-03T13:00:00+02:00", "2025-07-03T14:30:00+02:00"),
        "Automne": ("2025-10-26T02:30:00+01:00", "2025-10-26T03:30:00+01:00"),
    }
    events = {
        title: planned(camille, group, title=title, cycle=cycle, startsAt=begin, endsAt=end)
        for title, (begin, end) in hours.items()
    }
    path = visitor.ask(CYCLE, cycle=cycle)["cycle"]["calendarUrl"]

    first = calendar(visitor, path)
    camille.do("cancelEvent", "event { id }", event=events["Automne"], reason="Grève")
    moved = {"startsAt": "2025-07-10T13:00:00+02:00", "endsAt": "2025-07-10T14:30:00+02:00"}
    camille.do("editEvent", "event { id }", event=events["Été"], revision=1, **moved)
    second = calendar(visitor, path)

    assert {title: moment.astimezone(UTC) for title, moment in starts(first).items()} == {
        title: datetime.fromisoformat(begin).astimezone(UTC) for title, (begin, _) in hours.items()
    }
    assert starts(first)["Été"].hour == 13
    assert starts(second)["Été"].astimezone(PARIS).day == 10
    entries = {str(each["SUMMARY"]): each for each in second.walk("VEVENT")}
    assert {title: (each["SEQUENCE"], each["STATUS"]) for title, each in entries.items()} == {
        "Printemps": (1, "CONFIRMED"),
        "Été": (2, "CONFIRMED"),
        "Automne": (2, "CANCELLED"),
    }
    uids = [{each["UID"] for each in found.walk("VEVENT")} for found in (first, second)]
    assert uids[0] == uids[1]


def test_what_one_does_not_see_has_no_calendar(
    communs: Server, camille: Client, group: str, cycle: str
) -> None:
    visitor = Client(communs)
    times = {"startsAt": "2024-04-18T13:00:00+02:00", "endsAt": "2024-04-18T14:30:00+02:00"}
    event = planned(camille, group, title="Entre nous", cycle=cycle, reach="GROUP", **times)
    asked = "query ($event: ID!) { event(id: $event) { calendarUrl } }"
    path = camille.ask(asked, event=event)["event"]["calendarUrl"]

    hidden, random = (fetched(visitor, each) for each in (path, f"/calendars/events/{uuid4()}.ics"))

    assert hidden.status_code == random.status_code == 404
    assert hidden.content == random.content
    assert list(starts(calendar(camille, path))) == ["Entre nous"]
    assert visitor.ask(asked, event=event) == {"event": None}
