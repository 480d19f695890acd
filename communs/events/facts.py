"""What happens to events, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.journal import Fact


@dataclass(frozen=True)
class EventPlanned(Fact):
    """People will meet."""

    topic = "event"

    event: UUID


@dataclass(frozen=True)
class EventEdited(Fact):
    """An event was planned anew."""

    topic = "event"

    event: UUID
    revision: int


@dataclass(frozen=True)
class EventCancelled(Fact):
    """An event will not take place."""

    topic = "event"

    event: UUID


@dataclass(frozen=True)
class SessionAdded(Fact):
    """A programme grew."""

    topic = "event"

    event: UUID
    session: UUID


@dataclass(frozen=True)
class SessionEdited(Fact):
    """A session was planned anew."""

    topic = "event"

    event: UUID
    session: UUID
    revision: int


@dataclass(frozen=True)
class SessionCancelled(Fact):
    """A session will not take place."""

    topic = "event"

    event: UUID
    session: UUID


@dataclass(frozen=True)
class EventOrganizationsSet(Fact):
    """It was said which organizations hold an event, and which help."""

    topic = "event"

    event: UUID


@dataclass(frozen=True)
class EventClassified(Fact):
    """An event says anew what it is about, and where."""

    topic = "event"

    event: UUID


@dataclass(frozen=True)
class SpeakersSet(Fact):
    """It was said who speaks, in an event or in one of its sessions."""

    topic = "event"

    event: UUID
    session: UUID | None = None


@dataclass(frozen=True)
class OutcomeTold(Fact):
    """It was said what came of an event."""

    topic = "event"

    event: UUID
    revision: int


@dataclass(frozen=True)
class CycleStarted(Fact):
    """Events will come one after another."""

    topic = "cycle"

    cycle: UUID


@dataclass(frozen=True)
class CycleEdited(Fact):
    """A cycle was written anew."""

    topic = "cycle"

    cycle: UUID
    revision: int


@dataclass(frozen=True)
class CycleOrganizationsSet(Fact):
    """It was said which organizations run a cycle, and which help."""

    topic = "cycle"

    cycle: UUID


@dataclass(frozen=True)
class CycleEnded(Fact):
    """No more events will join a cycle."""

    topic = "cycle"

    cycle: UUID


@dataclass(frozen=True)
class CycleClassified(Fact):
    """A cycle says anew what it is about, and where."""

    topic = "cycle"

    cycle: UUID


@dataclass(frozen=True)
class EventRescheduled(Fact):
    """An event moved: to another time, by other clocks, or to another place."""

    topic = "event"

    event: UUID
    from_start: datetime
    from_end: datetime
    from_zone: str
    to_start: datetime
    to_end: datetime
    to_zone: str
    is_elsewhere: bool


@dataclass(frozen=True)
class SessionRescheduled(Fact):
    """A session moved within its event: to another time, or to another place."""

    topic = "event"

    event: UUID
    session: UUID
    from_start: datetime
    from_end: datetime
    from_zone: str
    to_start: datetime
    to_end: datetime
    to_zone: str
    is_elsewhere: bool
