"""What happens in groups, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.journal import Fact


@dataclass(frozen=True)
class GroupFact(Fact):
    """Something that happened in a group: who may see what may be another after it."""

    topic: ClassVar[str] = "group"
    moves_audiences: ClassVar[bool] = True

    group: UUID


@dataclass(frozen=True)
class GroupCreated(GroupFact):
    """A group was founded."""


@dataclass(frozen=True)
class GroupEdited(GroupFact):
    """A group was described, opened or closed anew."""


@dataclass(frozen=True)
class MemberJoined(GroupFact):
    """Somebody became a member."""

    person: UUID
    role: str


@dataclass(frozen=True)
class MemberLeft(GroupFact):
    """Somebody left, by their own wish."""

    person: UUID


@dataclass(frozen=True)
class MemberRemoved(GroupFact):
    """Somebody was made to leave."""

    person: UUID


@dataclass(frozen=True)
class RoleChanged(GroupFact):
    """Somebody became something else in the group."""

    person: UUID
    role: str


@dataclass(frozen=True)
class JoiningRequested(GroupFact):
    """Somebody asked to join."""

    request: UUID
    person: UUID


@dataclass(frozen=True)
class RequestAccepted(GroupFact):
    """A request to join was accepted."""

    request: UUID
    person: UUID


@dataclass(frozen=True)
class RequestRefused(GroupFact):
    """A request to join was refused."""

    request: UUID
    person: UUID


@dataclass(frozen=True)
class RequestWithdrawn(GroupFact):
    """A request to join was taken back."""

    request: UUID
    person: UUID


@dataclass(frozen=True)
class MemberInvited(GroupFact):
    """Somebody was invited."""

    invitation: UUID


@dataclass(frozen=True)
class InvitationAccepted(GroupFact):
    """An invitation was accepted."""

    invitation: UUID
    person: UUID


@dataclass(frozen=True)
class InvitationRevoked(GroupFact):
    """An invitation was taken back."""

    invitation: UUID


@dataclass(frozen=True)
class GroupClassified(GroupFact):
    """A group says anew what it is about, and where."""

    moves_audiences: ClassVar[bool] = False
