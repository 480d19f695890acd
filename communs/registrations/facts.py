"""What happens at desks, in the past tense. Who registered is between them and their hosts."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from backend.journal import Fact


@dataclass(frozen=True)
class RegistrationOpened(Fact):
    """One can register for something."""

    topic = "desk"

    desk: UUID


@dataclass(frozen=True)
class RegistrationEdited(Fact):
    """Places or times of a desk were changed."""

    topic = "desk"

    desk: UUID
    revision: int


@dataclass(frozen=True)
class RegistrationClosed(Fact):
    """A desk takes nobody any more."""

    topic = "desk"

    desk: UUID


@dataclass(frozen=True)
class RegistrationReopened(Fact):
    """A closed desk takes people again."""

    topic = "desk"

    desk: UUID


@dataclass(frozen=True)
class Registered(Fact):
    """Somebody registered: for a place, or to wait for one."""

    topic = "person"

    person: UUID
    desk: UUID
    registration: UUID
    is_waiting: bool


@dataclass(frozen=True)
class MovedUp(Fact):
    """Somebody who waited was given a place."""

    topic = "person"

    person: UUID
    desk: UUID
    registration: UUID


@dataclass(frozen=True)
class RegistrationCancelled(Fact):
    """A registration was given up, or taken back by those who look after the group."""

    topic = "person"

    person: UUID
    desk: UUID
    registration: UUID
    is_by_other: bool


@dataclass(frozen=True)
class AttendanceRecorded(Fact):
    """It was noted who was there."""

    topic = "desk"

    desk: UUID
    attended: int  # how many people
    absent: int


@dataclass(frozen=True)
class CalendarFeedRenewed(Fact):
    """Somebody's private feed has a new address; the old one leads nowhere."""

    topic = "person"

    person: UUID
