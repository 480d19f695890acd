"""What happens to events, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
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
class EventClassified(Fact):
    """An event says anew what it is about, and where."""

    topic = "event"

    event: UUID
