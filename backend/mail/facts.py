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
