"""What happens to organizations, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.journal import Fact


@dataclass(frozen=True)
class OrganizationFact(Fact):
    """Something that happened to an organization."""

    topic: ClassVar[str] = "organization"

    organization: UUID


@dataclass(frozen=True)
class OrganizationAdded(OrganizationFact):
    """An organization is known from now on."""


@dataclass(frozen=True)
class OrganizationEdited(OrganizationFact):
    """What is told of an organization was changed."""

    revision: int


@dataclass(frozen=True)
class OrganizationClassified(OrganizationFact):
    """An organization says anew what it is about, and where."""


@dataclass(frozen=True)
class ContactMade(OrganizationFact):
    """Somebody answers for an organization from now on."""

    person: UUID


@dataclass(frozen=True)
class ContactRemoved(OrganizationFact):
    """Somebody no longer answers for an organization."""

    person: UUID


@dataclass(frozen=True)
class LogoSet(OrganizationFact):
    """An organization has another logo."""


@dataclass(frozen=True)
class LogoRemoved(OrganizationFact):
    """An organization has no logo any more."""
