"""A webinar with one place: who comes, who waits, who moves up, and what their calendars say.

One story on one server, over HTTP and mail alone.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
from icalendar import Calendar

from .clients import Client
from .postbox import DELIVERED_WITHIN, Postbox, text_of
from .servers import Server, eventually

YEAR = datetime.now(UTC).year + 1
BEFORE = f"{YEAR}-03-12T14:00:00+01:00"  # winter time
AFTER = f"{YEAR}-04-09T14:00:00+02:00"  # summer time
HOUR = timedelta(hours=1)

DESK = """
query ($id: ID!) {
  desk(id: $id) {
    placesLeft takenCount waitingCount isOpen
    myRegistration { state waitingPosition }
    registrations { nodes { state person { name } } }
  }
}
"""


def told(postbox: Postbox, who: Client, subject: str) -> str:
    """Wait for a letter to somebody, by its subject; give its text."""
    found: list[str] = []

    def has_come() -> bool:
        letters = postbox.letters(who.email)
        found[:] = [
            text_of(each) for each in letters if each["Subject"].replace("\u00a0", " ") == subject
        ]
        return bool(found)

    eventually(has_come, DELIVERED_WITHIN)
    (text,) = found
    return text.replace("\u00a0", " ")


def feed(server: Server, path: str) -> list[tuple[str, datetime]]:
    """Fetch a private feed as a calendar program does: with nothing but its address."""
    answer = httpx.get(f"{server.url}{path}", timeout=5, trust_env=False)
    assert answer.status_code == 200, answer.text
    entries = Calendar.from_ical(answer.content).walk("VEVENT")
    return [(str(entry["SUMMARY"]), entry.start.astimezone(UTC)) for entry in entries]


def test_a_webinar_with_one_place(communs: Server, postbox: Postbox) -> None:
    camille, samira, leo = (
        Client(communs, name).join(postbox)
        for name in ("Camille Exemple", "Samira Essai", "Leo Modele")
    )
    group = camille.do("createGroup", "group { id }", name="Cycle des webinaires")["id"]
    plan = {"title": "Webinaire", "timeZone": "Europe/Paris", "reach": "NETWORK", "place": "Lille"}
    times = {"startsAt": BEFORE, "endsAt": BEFORE.replace("T14", "T15")}
    event = camille.do("planEvent", "event { id revision }", group=group, **plan, **times)
    desk = camille.do("openRegistration", "desk { id }", event=event["id"], capacity=1)["id"]

    # Two come, one waits.
    state = "registration { state waitingPosition }"
    assert samira.do("register", state, desk=desk)["state"] == "REGISTERED"
    assert leo.do("register", state, desk=desk) == {"state": "WAITING", "waitingPosition": 1}
    assert f"12 mars {YEAR}, 14h00" in told(postbox, samira, "Inscription confirmée : Webinaire")
    told(postbox, leo, "Liste d’attente : Webinaire")
    seen = leo.ask(DESK, id=desk)["desk"]
    assert (seen["placesLeft"], seen["waitingCount"], seen["isOpen"]) == (0, 1, True)
    assert [each["person"]["name"] for each in seen["registrations"]["nodes"]] == ["Leo Modele"]
    path = leo.ask("mutation { renewCalendarFeed(input: {}) { path } }")["renewCalendarFeed"][
        "path"
    ]
    winter, summer = (datetime.fromisoformat(each).astimezone(UTC) for each in (BEFORE, AFTER))
    assert feed(communs, path) == [("Webinaire (liste d’attente)", winter)]

    # The first gives up; the second has the place, and is told.
    assert samira.do("cancelRegistration", state, desk=desk)["state"] == "CANCELLED"
    told(postbox, leo, "Une place pour vous : Webinaire")
    assert leo.ask(DESK, id=desk)["desk"]["myRegistration"]["state"] == "REGISTERED"
    assert samira.do("register", state, desk=desk)["state"] == "WAITING"

    # It moves over the change to summer time: both are told, by the clocks of the place.
    moved = {"startsAt": AFTER, "endsAt": AFTER.replace("T14", "T15")}
    camille.do("editEvent", "event { id }", event=event["id"], revision=1, **moved)
    for who in (leo, samira):
        text = told(postbox, who, "Déplacé : Webinaire")
        assert f"12 mars {YEAR}, 14h00" in text
        assert f"9 avril {YEAR}, 14h00" in text
    assert summer - winter == timedelta(days=28) - HOUR
    assert feed(communs, path) == [("Webinaire", summer)]
    mine = "{ viewer { registrations(toCome: true) { nodes { desk { event { title } } } } } }"
    assert len(leo.ask(mine)["viewer"]["registrations"]["nodes"]) == 1
    assert samira.ask("{ events(registered: true) { totalCount } }")["events"]["totalCount"] == 0

    # It is called off, with a reason; the calendar shows it, and a new address ends the old one.
    camille.do("cancelEvent", "event { id }", event=event["id"], reason="Grève des trains.")
    for who in (leo, samira):
        assert "Grève des trains." in told(postbox, who, "Annulé : Webinaire")
    leo.ask("mutation { renewCalendarFeed(input: {}) { path } }")
    assert httpx.get(f"{communs.url}{path}", timeout=5, trust_env=False).status_code == 404
