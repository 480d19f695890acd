"""What happens to topics, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.journal import Fact


@dataclass(frozen=True)
class TopicFact(Fact):
    """Something that happened to a topic."""

    topic: ClassVar[str] = "about"  # `topic` is taken: it says which field is the subject

    about: UUID


@dataclass(frozen=True)
class TopicCreated(TopicFact):
    """The network has a new word."""


@dataclass(frozen=True)
class TopicEdited(TopicFact):
    """A topic is called, coloured or placed differently."""


@dataclass(frozen=True)
class TopicArchived(TopicFact):
    """Nothing new is classified under a topic."""


@dataclass(frozen=True)
class TopicRestored(TopicFact):
    """A topic is in use again."""
