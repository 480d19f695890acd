"""The contract of search: what is indexed, what is asked, what is found, and what an engine does.

An engine keeps documents and, *in the same commit*, the position in the journal that they
reflect. So after any accident the index says itself from where it has to follow on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import ClassVar, Protocol
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.rules import Invalid, Unavailable

LONGEST_TEXT = 1000  # characters of one question
MOST_WORDS = 50  # of one question
DEEPEST = 1000  # hits that can be paged through


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What a document is about: one row of one kind."""

    kind: str
    id: UUID

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class Document:
    """What search knows of one row."""

    kind: str
    id: UUID
    audience: str
    title: str
    at: datetime  # of equal hits the newer comes first
    owner: UUID | None = None  # sees it besides the audience
    summary: str = ""
    body: str = ""  # plain text
    attachments: str = ""  # what files that belong to it are called and say, plain
    language: str = "fr"
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # {"author": (id, id)}
    link: Mapping[str, str] = field(default_factory=dict)  # handed back: {"number": "7"}

    @property
    def key(self) -> Key:
        return Key(self.kind, self.id)


@dataclass(frozen=True, slots=True)
class Position:
    """How far an index has followed which journal.

    ``stamp`` belongs to the entry there: when the database was replaced or put back to an
    earlier day, the entry of that number carries another, and the index knows it is not its own.
    """

    entry: int
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for, and what they may find.

    ``text`` is a person's own: plain words, ``"a phrase"``, ``-without``. A document is found
    only when its audience is among ``audiences`` or its owner is ``owner``; counts are of those.
    Within one filter any value will do; each filter must hold.
    """

    text: str
    audiences: frozenset[str]
    owner: UUID | None = None
    kinds: frozenset[str] = frozenset()  # none named: all
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    first: int = 20
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Highlight:
    """Where a hit matched: a piece of the original text, and what in it was looked for."""

    field: str  # "title", "summary" or "body"
    text: str
    ranges: tuple[tuple[int, int], ...]  # of characters in `text`, in order, apart

    @property
    def html(self) -> str:
        """The same as safe HTML: everything escaped, what matched in ``<mark>``."""
        pieces, done = [], 0
        for start, end in self.ranges:
            marked = f"<mark>{escape(self.text[start:end])}</mark>"
            pieces += [escape(self.text[done:start]), marked]
            done = end
        return "".join([*pieces, escape(self.text[done:])])


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found."""

    kind: str
    id: UUID
    score: float
    highlight: Highlight
    cursor: str
    link: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def key(self) -> Key:
        return Key(self.kind, self.id)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, and how many there are for this person."""

    hits: tuple[Hit, ...]
    total: int
    has_next: bool
    is_loose: bool = False  # nothing had all the words: these have most of them


class NothingAsked(Invalid):
    """No word to look for: nothing, or only signs and little words."""

    def __init__(self) -> None:
        super().__init__(_("Type at least one word to look for."), field="query")


class QueryTooLong(Invalid):
    """More than anybody types."""

    def __init__(self) -> None:
        super().__init__(_("This is too long to search for. Try a few words."), field="query")


class BadCursor(Invalid):
    """A cursor that no page of this search gave."""

    def __init__(self) -> None:
        super().__init__(_("This cursor is not one of this search."), field="after")


class TooDeep(Invalid):
    """A page further down than search reaches."""

    def __init__(self) -> None:
        super().__init__(_("There is no paging this far. Try more precise words."), field="after")


class SearchUnavailable(Unavailable):
    """No index that could answer now: it is being built, or out of reach."""

    def __init__(self) -> None:
        super().__init__(_("Search is being prepared. Try again in a moment."))


class RebuildUnderway(Unavailable):
    """Another process is building a new index at this moment."""

    def __init__(self) -> None:
        super().__init__(_("The search index is already being rebuilt."))


class Moved(Exception):
    """The index stands elsewhere than the writer thought: read `position` and follow from there."""


class Rebuild(Protocol):
    """A new index, built beside the one that answers."""

    def add(self, documents: Iterable[Document]) -> int:
        """Take documents in, and count them."""

    def switch(self, position: Position) -> None:
        """Put the new index in the old one's place, at once and for every process."""


class Engine(Protocol):
    """What keeps documents and finds them. Safe to call from any thread."""

    scheme: ClassVar[str]  # of its address: "tantivy"

    def position(self) -> Position | None:
        """Say how far the index is; None when there is none that is sound: rebuild it."""

    def write(
        self,
        documents: Iterable[Document],
        removed: Iterable[Key],
        *,
        after: Position,
        position: Position,
    ) -> None:
        """Replace documents and drop the removed, and move on, all at once or not at all.

        Raises `Moved` when the index does not stand ``after`` where the writer thinks.
        """

    def search(self, query: Query) -> Found:
        """Find, for somebody."""

    def rebuild(self) -> AbstractContextManager[Rebuild]:
        """Build beside; left without a switch, the new index is thrown away."""

    def close(self) -> None:
        """Let go of files and locks; the next call takes them up again."""
