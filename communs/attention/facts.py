"""What people did with their attention: theirs alone, so the threads' listeners do not hear it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from backend.journal import Fact


@dataclass(frozen=True)
class FollowingChosen(Fact):
    """Someone chose of what in a thread they are told."""

    topic = "person"

    person: UUID
    thread: UUID
    attention: str


@dataclass(frozen=True)
class MessageBookmarked(Fact):
    """Someone wants to find a message again."""

    topic = "person"

    person: UUID
    message: UUID


@dataclass(frozen=True)
class BookmarkRemoved(Fact):
    """Someone needs a bookmark no more."""

    topic = "person"

    person: UUID
    message: UUID


@dataclass(frozen=True)
class DraftSaved(Fact):
    """Someone began to say something, or went on."""

    topic = "person"

    person: UUID
    thread: UUID


@dataclass(frozen=True)
class DraftDiscarded(Fact):
    """Someone will not say what they had begun to."""

    topic = "person"

    person: UUID
    thread: UUID
