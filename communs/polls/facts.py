"""What happens to polls, in the past tense: never what anybody chose."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from backend.journal import Fact


@dataclass(frozen=True)
class PollOpened(Fact):
    """A question was put to those of a thread."""

    topic = "thread"

    thread: UUID
    poll: UUID


@dataclass(frozen=True)
class VoteCast(Fact):
    """Somebody voted, or changed their vote."""

    topic = "thread"

    thread: UUID
    poll: UUID


@dataclass(frozen=True)
class VoteWithdrawn(Fact):
    """Somebody took their vote back."""

    topic = "thread"

    thread: UUID
    poll: UUID


@dataclass(frozen=True)
class PollClosed(Fact):
    """A poll stopped taking votes."""

    topic = "thread"

    thread: UUID
    poll: UUID


@dataclass(frozen=True)
class PollReopened(Fact):
    """A closed poll takes votes again."""

    topic = "thread"

    thread: UUID
    poll: UUID


@dataclass(frozen=True)
class OutcomeStated(Fact):
    """What came of a poll was said, or said anew."""

    topic = "thread"

    thread: UUID
    poll: UUID
    outcome: UUID
    number: int
