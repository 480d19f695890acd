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


@dataclass(frozen=True)
class ProfileClassified(PersonFact):
    """Somebody said anew what they know about, and where they work."""


@dataclass(frozen=True)
class AffiliationFact(PersonFact):
    """Something that happened to what a person is in an organization."""

    organization: UUID
    affiliation: UUID


@dataclass(frozen=True)
class AffiliationProposed(AffiliationFact):
    """Somebody said what they are or were in an organization."""


@dataclass(frozen=True)
class AffiliationConfirmed(AffiliationFact):
    """An organization said that it is so."""


@dataclass(frozen=True)
class AffiliationRefused(AffiliationFact):
    """An organization said that it is not so."""


@dataclass(frozen=True)
class AffiliationWithdrawn(AffiliationFact):
    """Somebody took back what they had said, before it was decided."""


@dataclass(frozen=True)
class AffiliationEnded(AffiliationFact):
    """Somebody is no longer what they were in an organization."""
