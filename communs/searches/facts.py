"""What happens to saved searches: theirs alone whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from backend.journal import Fact


@dataclass(frozen=True)
class SavedSearchFact(Fact):
    """Something that happened to a saved search."""

    topic = "person"

    person: UUID
    search: UUID


@dataclass(frozen=True)
class SearchSaved(SavedSearchFact):
    """Someone will look for something again."""


@dataclass(frozen=True)
class SavedSearchRenamed(SavedSearchFact):
    """A saved search is called differently."""


@dataclass(frozen=True)
class SavedSearchMuted(SavedSearchFact):
    """A saved search tells of no new hits."""


@dataclass(frozen=True)
class SavedSearchUnmuted(SavedSearchFact):
    """A saved search tells of new hits again."""


@dataclass(frozen=True)
class SavedSearchRemoved(SavedSearchFact):
    """Someone looks for something no more."""


@dataclass(frozen=True)
class NewHitsSeen(SavedSearchFact):
    """Someone has looked at what a saved search had found."""


@dataclass(frozen=True)
class SavedSearchMatched(SavedSearchFact):
    """A saved search has found something new."""

    source: str  # what kind of thing: "resource"
    document: UUID
