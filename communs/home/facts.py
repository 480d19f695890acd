"""What happens at home, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from backend.journal import Fact


@dataclass(frozen=True)
class HomeVisited(Fact):
    """Somebody looked at what awaited them."""

    topic = "person"

    person: UUID
