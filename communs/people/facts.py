"""What happens to people, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.journal import Fact


@dataclass(frozen=True)
class PersonFact(Fact):
    """Something that happened to a person."""

    topic: ClassVar[str] = "person"

    person: UUID


@dataclass(frozen=True)
class AccountOpened(PersonFact):
    """Somebody gave an address and a password; whether the address is theirs is not known yet."""


@dataclass(frozen=True)
class PersonJoined(PersonFact):
    """Somebody signed in for the first time, with an address that they had proven."""


@dataclass(frozen=True)
class ProfileEdited(PersonFact):
    """Somebody changed what they tell of themselves."""


@dataclass(frozen=True)
class AvatarSet(PersonFact):
    """Somebody has another portrait."""


@dataclass(frozen=True)
class AvatarRemoved(PersonFact):
    """Somebody has no portrait any more."""
