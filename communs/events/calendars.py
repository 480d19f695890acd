"""Calendar files (RFC 5545): made from what they are to show, without a look at the database.

An event is one entry, with its programme in the description; a session is an entry of its own
where somebody comes for that session alone. ``calendar`` makes a file of any entries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar, vText
from icalendar import Event as Component

from backend.markdown import plain

from .clocks import timezone
from .models import Event, Session

MAKER = "-//Communs//Communs//FR"
KIND = "text/calendar; charset=utf-8"
LONGEST_DESCRIPTION = 5_000  # characters: calendars are for looking up when and where
CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
UTC_ZONES = {"UTC", "Etc/UTC"}


@dataclass(frozen=True)
class Entry:
    """What a calendar shows of one meeting."""

    uid: str  # the same for ever, so that a newer file changes the entry it left before
    sequence: int
    stamp: datetime  # when it was last changed: what was not, is written byte for byte the same
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    title: str
    place: str = ""
    online_url: str = ""
    description: str = ""
    is_cancelled: bool = False

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


def entry_of(event: Event) -> Entry:
    """Give the entry of an event; reads its sessions and its speakers, fetched beside."""
    return Entry(
        uid=str(event.pk),
        sequence=_sequence(event),
        stamp=max([_stamp(event), *map(_stamp, event.sessions.all())]),
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        time_zone=event.time_zone,
        title=event.title,
        place=event.place,
        online_url=event.online_url,
        description=_described(
            _cancellation(event),
            event.online_url,
            event.summary,
            plain(event.description),
            _programme(event),
        ),
        is_cancelled=event.is_cancelled,
    )


def entry_of_session(session: Session) -> Entry:
    """Give the entry of a session alone; reads its event and its speakers, fetched beside."""
    event = session.event
    gone = session if session.is_cancelled else event
    return Entry(
        uid=str(session.pk),
        sequence=_sequence(session) + _sequence(event) - 1,  # it moves with either
        stamp=max(_stamp(session), _stamp(event)),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_zone=event.time_zone,
        title=f"{event.title} · {session.title}",
        place=session.place or event.place,
        online_url=session.online_url or event.online_url,
        description=_described(
            _cancellation(gone),
            session.online_url or event.online_url,
            plain(session.description),
            _speakers(_names(session)),
        ),
        is_cancelled=session.is_cancelled or event.is_cancelled,
    )


def calendar(title: str, entries: Iterable[Entry]) -> bytes:
    """Make the file of some entries."""
    entries = list(entries)
    made = Calendar()
    made.add("PRODID", MAKER)
    made.add("VERSION", "2.0")
    made.add("CALSCALE", "GREGORIAN")
    made.add("NAME", _text(title))
    made.add("X-WR-CALNAME", _text(title))  # what NAME was called before it had a standard
    for zone in dict.fromkeys(entry.time_zone for entry in entries if not _is_utc(entry)):
        within = [entry for entry in entries if entry.time_zone == zone]
        first = min(entry.starts_at for entry in within)
        last = max(entry.ends_at for entry in within)
        made.add_component(timezone(ZoneInfo(zone), first, last))
    for entry in entries:
        made.add_component(_component(entry))
    content: bytes = made.to_ical()
    return content


def _component(entry: Entry) -> Component:
    made = Component()
    made.add("UID", entry.uid)
    made.add("SEQUENCE", entry.sequence)
    made.add("DTSTAMP", entry.stamp.astimezone(UTC))
    for name, moment in zip(("DTSTART", "DTEND"), _times(entry), strict=True):
        made.add(name, moment)
    made.add("SUMMARY", _text(entry.title))
    if entry.place or entry.online_url:
        made.add("LOCATION", _text(entry.place or entry.online_url))
    if entry.online_url:
        made.add("URL", "".join(entry.online_url.split()))
    if entry.description:
        made.add("DESCRIPTION", _text(entry.description))
    made.add("STATUS", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    return made


def _times(entry: Entry) -> Sequence[datetime]:
    """Give start and end by the clocks of the place; in UTC where these would not tell which.

    RFC 5545 reads an hour that comes twice as the first of the two, and has no sign for the other.
    """
    times = [moment.astimezone(entry.zone) for moment in (entry.starts_at, entry.ends_at)]
    if _is_utc(entry) or any(moment.fold for moment in times):
        return [moment.astimezone(UTC) for moment in times]
    return times


def _text(text: str) -> vText:
    """Give a text as a calendar takes it: no sign in it but a line's end does anything."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return vText(CONTROLS.sub(" ", lines))


def _is_utc(entry: Entry) -> bool:
    return entry.time_zone in UTC_ZONES


def _sequence(plan: Event | Session) -> int:
    """Count the versions of a plan: to be cancelled is the last of them."""
    return plan.revision + plan.is_cancelled


def _stamp(plan: Event | Session) -> datetime:
    return max(plan.edited_at, plan.cancelled_at or plan.edited_at)


def _described(*parts: str) -> str:
    said = "\n\n".join(filter(None, parts))
    cut = said[: LONGEST_DESCRIPTION - 1]
    return said if len(said) <= LONGEST_DESCRIPTION else f"{cut.rstrip()}…"


def _cancellation(plan: Event | Session) -> str:
    if not plan.is_cancelled:
        return ""
    return _("Cancelled: %(reason)s") % {"reason": plan.cancellation_reason}


def _programme(event: Event) -> str:
    """Tell who speaks, and when what comes: by the clocks of the place."""
    speakers = [each for each in event.speakers.all() if each.session_id is None]
    lines = [_speakers([each.called for each in speakers])]
    zone = ZoneInfo(event.time_zone)
    for session in event.sessions.all():
        if not session.is_cancelled:
            begin, end = (each.astimezone(zone) for each in (session.starts_at, session.ends_at))
            day = f"{begin:%d/%m} " if begin.date() != event.local_start.date() else ""
            names = ", ".join(_names(session))
            said = f"{session.title} ({names})" if names else session.title
            lines.append(f"{day}{begin:%H:%M}-{end:%H:%M} {said}")
    return "\n".join(filter(None, lines))


def _names(session: Session) -> list[str]:
    return [each.called for each in session.speakers.all()]


def _speakers(names: Sequence[str]) -> str:
    return _("With %(names)s") % {"names": ", ".join(names)} if names else ""
