"""What happens to collections, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.journal import Fact


@dataclass(frozen=True)
class CollectionFact(Fact):
    """Something that happened to a collection."""

    topic: ClassVar[str] = "collection"

    collection: UUID


@dataclass(frozen=True)
class CollectionStarted(CollectionFact):
    """Somebody began to put resources together."""


@dataclass(frozen=True)
class CollectionEdited(CollectionFact):
    """What a collection says of itself, or who sees it, changed."""

    revision: int
    audience_changed: bool = True  # older entries do not say


@dataclass(frozen=True)
class CollectionRemoved(CollectionFact):
    """A collection is gone; its resources are not."""


@dataclass(frozen=True)
class ResourceCollected(CollectionFact):
    """A resource was put into a collection."""

    entry: UUID
    resource: UUID


@dataclass(frozen=True)
class EntryMoved(CollectionFact):
    """A resource stands elsewhere in a collection."""

    entry: UUID


@dataclass(frozen=True)
class EntryAnnotated(CollectionFact):
    """Why a resource is in a collection was said anew."""

    entry: UUID


@dataclass(frozen=True)
class EntryRemoved(CollectionFact):
    """A resource is no longer in a collection."""

    entry: UUID
    resource: UUID
