"""What happens at the small site."""

from __future__ import annotations

from dataclasses import dataclass

from backend.journal import Fact


@dataclass(frozen=True)
class Said(Fact):
    """Somebody said something."""

    topic = "thread"

    thread: str
    text: str


@dataclass(frozen=True)
class Whispered(Fact):
    """Something that no subscription tells."""

    topic = "thread"

    thread: str
