"""Drawing a crowd by lot: names, words and times, the same each time for the same number."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.utils import timezone

from backend.journal import Fact
from communs.demo.content import table

T = TypeVar("T")

DAYS = 700  # over which all of it happened
PER_MESSAGE = {
    "people": 40,
    "resources": 4,
    "threads": 50,
    "groups": 800,
    "events": 200,
    "organizations": 200,
    "cycles": 2000,
    "collections": 500,
    "polls": 200,
    "reactions": 4,
    "mentions": 20,
    "bookmarks": 50,
}


@dataclass
class Crowd:
    """What is being made, in memory, before it is written."""

    messages: int
    words: dict[str, Any] = field(default_factory=lambda: table("crowd"))
    dice: random.Random = field(default_factory=lambda: random.Random(17))  # noqa: S311
    now: datetime = field(default_factory=timezone.now)
    told: list[tuple[datetime, UUID, Fact]] = field(default_factory=list)

    def number(self, of: str) -> int:
        """Say how many there are of something."""
        return max(2, self.messages // PER_MESSAGE[of])

    def moment(self) -> datetime:
        """Give a time in the past."""
        return self.now - timedelta(minutes=self.dice.randrange(60, DAYS * 24 * 60))

    def since(self, begun: datetime, part: float = 1.0) -> datetime:
        """Give a time between another and now, in the first part of what lies between."""
        return begun + (self.now - begun) * self.dice.random() * part

    def some(self, of: Sequence[T], most: int, fewest: int = 0) -> list[T]:
        """Choose a few, each once."""
        return self.dice.sample(of, min(len(of), self.dice.randint(fewest, most)))

    def words_of(self, *kinds: str) -> str:
        """Combine sentences."""
        two = self.dice.sample(self.words["subjects"], 2)
        place = self.dice.choice(self.words["places"])
        sentences = (self.dice.choice(self.words[kind]) for kind in kinds)
        said = (one.format(subject=two[0], other=two[1], place=place) for one in sentences)
        return " ".join(said)

    def title(self, kind: str) -> str:
        """Make a title."""
        return f"{self.dice.choice(self.words[kind])} {self.dice.choice(self.words['subjects'])}"

    def tell(self, at: datetime, actor: UUID, *facts: Fact) -> None:
        """Note what happened."""
        self.told += [(at, actor, fact) for fact in facts]
