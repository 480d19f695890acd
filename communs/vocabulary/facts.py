"""What happens to the vocabulary, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from backend.journal import Fact


@dataclass(frozen=True)
class VocabularyFact(Fact):
    """Something that happened to a set of synonyms."""

    topic = "synonyms"

    synonyms: UUID


@dataclass(frozen=True)
class SynonymsAdded(VocabularyFact):
    """Some expressions mean the same from now on."""


@dataclass(frozen=True)
class SynonymsEdited(VocabularyFact):
    """Other expressions mean the same, or the reason is told differently."""


@dataclass(frozen=True)
class SynonymsRemoved(VocabularyFact):
    """Some expressions mean what each of them says."""
