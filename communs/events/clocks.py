"""Time zones as calendar files tell them: by each change of the clocks, with its exact moment.

A reader that knows the zone by its IANA name need not read this; one that does not is told what
the zone's clocks show at any time of the years in question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

STEP = timedelta(days=1)  # no zone changes its clocks twice within it
TO_THE_SECOND = timedelta(seconds=1)
NONE = timedelta(0)


@dataclass(frozen=True)
class Change:
    """The clocks of a zone, set from one offset to another."""

    local: datetime  # what they showed when it happened, by the offset that ended
    before: timedelta
    after: timedelta
    name: str
    is_summer: bool


def timezone(zone: ZoneInfo, first: datetime, last: datetime) -> Timezone:
    """Describe a zone for the whole years from one moment to another."""
    begin = datetime(first.astimezone(zone).year, 1, 1, tzinfo=UTC) - STEP
    end = datetime(last.astimezone(zone).year + 1, 1, 1, tzinfo=UTC) + STEP
    described = Timezone()
    described.add("TZID", zone.key)
    for change in [_standing(zone, begin), *changes(zone, begin, end)]:
        described.add_component(_observance(change))
    return described


def changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[Change]:
    """Find when a zone's clocks are set otherwise, between two moments in UTC."""
    moment = begin
    while moment < end:
        later = moment + STEP
        if _clock(zone, moment) != _clock(zone, later):
            yield _change(zone, _onset(zone, moment, later))
        moment = later


def _onset(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Find the first moment of what the clocks of a zone show after a change."""
    former = _clock(zone, before)
    while after - before > TO_THE_SECOND:
        middle = before + timedelta(seconds=(after - before) // TO_THE_SECOND // 2)
        if _clock(zone, middle) == former:
            before = middle
        else:
            after = middle
    return after


def _change(zone: ZoneInfo, onset: datetime) -> Change:
    before, after = (onset - TO_THE_SECOND).astimezone(zone), onset.astimezone(zone)
    return Change(
        local=onset.replace(tzinfo=None) + (before.utcoffset() or NONE),
        before=before.utcoffset() or NONE,
        after=after.utcoffset() or NONE,
        name=after.tzname() or zone.key,
        is_summer=bool(after.dst()),
    )


def _standing(zone: ZoneInfo, begin: datetime) -> Change:
    """Say what the clocks show from the beginning on."""
    local = begin.astimezone(zone)
    offset = local.utcoffset() or NONE
    name = local.tzname() or zone.key
    return Change(local.replace(tzinfo=None), offset, offset, name, bool(local.dst()))


def _observance(change: Change) -> TimezoneDaylight | TimezoneStandard:
    observance = TimezoneDaylight() if change.is_summer else TimezoneStandard()
    observance.add("DTSTART", change.local)
    observance.add("TZOFFSETFROM", change.before)
    observance.add("TZOFFSETTO", change.after)
    observance.add("TZNAME", change.name)
    return observance


def _clock(zone: ZoneInfo, moment: datetime) -> tuple[timedelta | None, str | None]:
    local = moment.astimezone(zone)
    return local.utcoffset(), local.tzname()
