"""A question as a tree that every engine can translate, and none has a say in.

The same tree over the same terms gives the same documents on each engine, and nearly the same
scores: both count words by BM25. ``field`` names what `fields.py` lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

OF_A_WORD = 2  # terms, at most


@dataclass(frozen=True, slots=True)
class Word:
    """A term that stands in a text; counts by how rare it is and how often it stands there."""

    field: str
    term: str


@dataclass(frozen=True, slots=True)
class Anywhere:
    """A word, by any of its terms, in any text of a language; `matching.spread` says in which.

    Questions repeat words, each in several places: so engines keep what it is in theirs.
    """

    language: str
    terms: tuple[str, ...]

    @property
    def is_as_typed(self) -> bool:
        """Whether it is a word that somebody typed, and not all that it may be meant for."""
        return len(self.terms) <= OF_A_WORD


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms that stand one after the other in a text: two at least."""

    field: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Similar:
    """A term that differs by few edits of a letter, two exchanged ones being one edit."""

    field: str
    term: str
    edits: int


@dataclass(frozen=True, slots=True)
class Begins:
    """A term that begins so."""

    field: str
    beginning: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """A keyword that is any of these; none given: nothing matches."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """A number from ``least`` on and below ``limit``; None: without a bound."""

    field: str
    least: int | None
    limit: int | None


@dataclass(frozen=True, slots=True)
class Everything:
    """Any document."""


@dataclass(frozen=True, slots=True)
class Both:
    """All of ``must``, none of ``without``; ``perhaps`` only counts for the score."""

    must: tuple[Match, ...]
    without: tuple[Match, ...] = ()
    perhaps: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class AtLeast:
    """So many of these; each that holds counts."""

    needed: int
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Best:
    """Any of these; the best counts, the others a part of theirs."""

    matches: tuple[Match, ...]
    others: float = 0.0


@dataclass(frozen=True, slots=True)
class Times:
    """The same, its score multiplied."""

    match: Match
    factor: float


@dataclass(frozen=True, slots=True)
class Worth:
    """The same, with one score whatever matched. 0: only a condition."""

    match: Match
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class TimesWorth:
    """The same, its score times what the document is worth now, on engines that can tell that."""

    match: Match


Match: TypeAlias = (
    Word
    | Anywhere
    | Phrase
    | Similar
    | Begins
    | OneOf
    | Between
    | Everything
    | Both
    | AtLeast
    | Best
    | Times
    | Worth
    | TimesWorth
)


def any_of(*matches: Match) -> Match:
    """Match what any of them matches."""
    return matches[0] if len(matches) == 1 else AtLeast(1, matches)


def condition(match: Match) -> Match:
    """Keep a match from counting for the score."""
    return Worth(match, 0.0)
