"""What happens in threads, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from backend.journal import Fact


@dataclass(frozen=True)
class ThreadOpened(Fact):
    """A conversation began."""

    topic = "thread"

    thread: UUID


@dataclass(frozen=True)
class ThreadRenamed(Fact):
    """A thread got another title."""

    topic = "thread"

    thread: UUID


@dataclass(frozen=True)
class ThreadClosed(Fact):
    """A thread stopped taking messages."""

    topic = "thread"

    thread: UUID


@dataclass(frozen=True)
class ThreadReopened(Fact):
    """A closed thread takes messages again."""

    topic = "thread"

    thread: UUID


@dataclass(frozen=True)
class MessagePosted(Fact):
    """Someone spoke."""

    topic = "thread"

    thread: UUID
    message: UUID
    number: int


@dataclass(frozen=True)
class MessageEdited(Fact):
    """Someone changed what they had said."""

    topic = "thread"

    thread: UUID
    message: UUID
    number: int


@dataclass(frozen=True)
class MessageRemoved(Fact):
    """A message was removed; its number stays."""

    topic = "thread"

    thread: UUID
    message: UUID
    number: int


@dataclass(frozen=True)
class ThreadRead(Fact):
    """Someone read on. It is theirs alone: the thread's listeners do not hear of it."""

    topic = "person"

    person: UUID
    thread: UUID
    number: int


@dataclass(frozen=True)
class MessageMoved(Fact):
    """What was said here was moved to another thread; its place stays, and says where to."""

    topic = "thread"

    thread: UUID
    message: UUID  # the place that it left
    number: int
    to_thread: UUID
    to_message: UUID


@dataclass(frozen=True)
class MessagePinned(Fact):
    """A message was put forward."""

    topic = "thread"

    thread: UUID
    message: UUID
    number: int


@dataclass(frozen=True)
class MessageUnpinned(Fact):
    """A message is put forward no more."""

    topic = "thread"

    thread: UUID
    message: UUID
    number: int


@dataclass(frozen=True)
class ReactionAdded(Fact):
    """Someone reacted to a message."""

    topic = "thread"

    thread: UUID
    message: UUID
    number: int
    reaction: str


@dataclass(frozen=True)
class ReactionWithdrawn(Fact):
    """Someone took a reaction back."""

    topic = "thread"

    thread: UUID
    message: UUID
    number: int
    reaction: str


@dataclass(frozen=True)
class ReactionsChosen(Fact):
    """A group chose with what its members react."""

    topic = "group"

    group: UUID


@dataclass(frozen=True)
class PeopleMentioned(Fact):
    """A message addresses people that it did not address before."""

    topic = "thread"

    thread: UUID
    message: UUID
