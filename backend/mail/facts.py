"""What happens to letters, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from backend.journal import Fact


@dataclass(frozen=True)
class LetterQueued(Fact):
    """A letter was written, and waits to be sent."""

    topic = "letter"

    letter: UUID


@dataclass(frozen=True)
class LettersStopped(Fact):
    """A reader asked for no more letters about a matter."""

    topic = "stop"

    stop: UUID


@dataclass(frozen=True)
class LettersResumed(Fact):
    """A reader asked for letters about a matter again."""

    topic = "stop"

    stop: UUID
