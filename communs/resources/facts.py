"""What happens to resources, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from backend.journal import Fact


@dataclass(frozen=True)
class ResourceDrafted(Fact):
    """Someone began to write."""

    topic = "resource"
    moves_audiences = True  # its author is one of its editors from now on

    resource: UUID


@dataclass(frozen=True)
class ResourceEdited(Fact):
    """A resource got a new revision; that of an earlier one, if it was brought back."""

    topic = "resource"

    resource: UUID
    revision: int
    restores: int | None = None


@dataclass(frozen=True)
class ResourcePublished(Fact):
    """A draft was shown to others."""

    topic = "resource"
    moves_audiences = True  # it leaves its editors' for a wider one

    resource: UUID
    revision: int


@dataclass(frozen=True)
class ResourceArchived(Fact):
    """A resource is out of date, and says so."""

    topic = "resource"

    resource: UUID


@dataclass(frozen=True)
class ResourceRestored(Fact):
    """An archived resource is in use again."""

    topic = "resource"

    resource: UUID


@dataclass(frozen=True)
class ContributorCredited(Fact):
    """What somebody did was said; they may edit, or no longer."""

    topic = "resource"
    moves_audiences = True

    resource: UUID
    contributor: UUID


@dataclass(frozen=True)
class ContributorUncredited(Fact):
    """Somebody is no longer named, and no longer edits by that name."""

    topic = "resource"
    moves_audiences = True

    resource: UUID
    contributor: UUID


@dataclass(frozen=True)
class ResourceLinksSet(Fact):
    """A resource leads elsewhere than before."""

    topic = "resource"

    resource: UUID


@dataclass(frozen=True)
class ResourceThreadOpened(Fact):
    """A resource is discussed from now on."""

    topic = "resource"

    resource: UUID
    thread: UUID


@dataclass(frozen=True)
class ResourceClassified(Fact):
    """A resource says anew what it is about, and where."""

    topic = "resource"

    resource: UUID


@dataclass(frozen=True)
class FileAttached(Fact):
    """A file belongs to a resource from now on."""

    topic = "resource"

    resource: UUID
    attachment: UUID


@dataclass(frozen=True)
class FileDetached(Fact):
    """A file no longer belongs to a resource, and is gone."""

    topic = "resource"

    resource: UUID
    attachment: UUID
