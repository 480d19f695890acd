"""The contract of search: what is indexed, what is asked, and what is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from html import escape
from types import MappingProxyType
from typing import NamedTuple, TypeAlias, TypeVar
from uuid import UUID

LONGEST_TEXT = 1000  # characters of one question
MOST_WORDS = 50  # of one question
DEEPEST = 1000  # hits that can be paged through

Counts: TypeAlias = Mapping[str, tuple[tuple[str, int], ...]]  # the most frequent value first
T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What a document is about: one row of one kind."""

    kind: str
    id: UUID

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


class Document(NamedTuple):
    """What search knows of one row. A plain tuple, for there are many."""

    kind: str
    id: UUID
    audience: str
    title: str
    at: datetime  # of equal hits the newer comes first
    owner: UUID | None = None  # sees it besides the audience
    summary: str = ""
    body: str = ""  # plain text
    attachments: str = ""  # plain text of its files, their names first
    language: str = ""  # in which it is written; none: its words tell
    active: datetime | None = None  # when something last happened to it; None: at `at`
    weight: float = 1.0  # of two that answer alike, how much more this one counts
    filters: Mapping[str, tuple[str, ...]] = MappingProxyType({})  # {"author": (id, id)}
    link: Mapping[str, str] = MappingProxyType({})  # handed back: {"number": "7"}

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


class Order(Enum):
    """In which order hits come."""

    RELEVANCE = "relevance"
    DATE = "date"  # the newest first
    ACTIVITY = "activity"  # what last moved first


@dataclass(frozen=True, slots=True)
class Seeker:
    """Who looks for something, by what they may find.

    A document is found only when its audience is among ``audiences`` or its owner is ``owner``.
    """

    audiences: frozenset[str]
    owner: UUID | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for, and what they may find.

    ``text`` is a person's own: plain words, ``"a phrase"``, ``-without``. What its `seeker` may
    find is found and counted. Within one filter any value will do; each filter must hold. Nothing
    but filters is a question too: then everything that passes them is found, the newest first.
    """

    text: str
    audiences: frozenset[str]
    owner: UUID | None = None
    kinds: frozenset[str] = frozenset()  # none named: all
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    since: datetime | None = None  # of `at`, this moment included
    until: datetime | None = None  # of `at`, this moment excluded
    besides: tuple[tuple[str, tuple[str, ...]], ...] = ()  # more filters, of names given already
    unlike: tuple[tuple[str, tuple[str, ...]], ...] = ()  # filters that nothing found passes
    keys: tuple[Key, ...] | None = None  # only these documents; None: all
    without: frozenset[Key] = frozenset()  # none of these documents
    unsure: frozenset[Key] = frozenset()  # no word is corrected by what these documents have
    exact: bool = False  # only what has all the words, spelled as they are
    order: Order = Order.RELEVANCE
    facets: tuple[str, ...] = ()  # what is counted, each as if not narrowed by itself
    first: int = 20
    after: str | None = None

    @property
    def seeker(self) -> Seeker:
        return Seeker(self.audiences, self.owner)


class Highlight(NamedTuple):
    """Where a hit matched: a piece of the original text, and what in it was looked for."""

    field: str  # "title", "summary", "body" or "attachments"
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


class Hit(NamedTuple):
    """One thing found."""

    kind: str
    id: UUID
    score: float
    highlight: Highlight
    cursor: str
    link: Mapping[str, str]
    is_loose: bool  # it lacks some of the words, and is not counted

    @property
    def key(self) -> Key:
        return Key(self.kind, self.id)

    def showing(self, highlight: Highlight) -> Hit:
        """Give the same with another piece."""
        return self._replace(highlight=highlight)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, and how many there are for this person.

    Only what has all the words is counted: to see more never makes it less. Looser hits follow.
    """

    hits: tuple[Hit, ...]
    total: int
    has_next: bool
    is_loose: bool = False  # nothing had all the words: these have most of them
    did_you_mean: str | None = None  # the question as it may have been meant
    facets: Counts = field(default_factory=dict, hash=False)  # of those asked for
    reached: Position | None = None  # by what answered


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A thing that may be meant by what is being typed: by its title."""

    kind: str
    id: UUID
    highlight: Highlight

    @property
    def key(self) -> Key:
        return Key(self.kind, self.id)

    def showing(self, highlight: Highlight) -> Suggestion:
        """Give the same with another title."""
        return replace(self, highlight=highlight)


class Moved(Exception):
    """The index stands elsewhere than the writer thought: read `position` and follow from it."""


class Poisoned(Exception):
    """Some documents cannot be taken in, and why; the others may be given again without them."""

    def __init__(self, errors: Mapping[Key, Exception]) -> None:
        super().__init__(", ".join(map(str, errors)))
        self.errors = errors
