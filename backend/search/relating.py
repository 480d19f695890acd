"""What is near to a document: what shares its most telling words, and is about the same.

How telling a word is goes by the documents that this person may find, and so does the order: no
word counts more or less for being in documents that are hidden. To share a word counts the same
wherever it stands and however often, so that every engine gives the same.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from .analysis import ANALYSES
from .contract import Key, Order, Query, Seeker
from .fields import WRITTEN, text_in
from .matches import AtLeast, Both, Everything, Match, OneOf, Word, Worth, any_of, condition
from .matching import WEIGHTS, narrowed, of, visible_to
from .sought import Counting, Reader, Sought, Stored

READ = 20_000  # characters of a text that are looked through
CANDIDATES = 30  # words of a document that are looked at closely
TELLING = 20  # words that are looked for
NEEDED = 2  # of them, in what is related
COMMON = 0.5  # of all documents: what more of them have tells nothing,
FEW = 50  # unless those are so few
SHORTEST = 3  # letters
ABOUT = "topic"
MOST = 20  # related ones at a time


class Term(NamedTuple):
    """A word of a language, and how much it tells of a document."""

    language: str
    term: str
    worth: float


class Relating:
    """Relates documents for one person: how frequent a word is, is asked once, many at a time."""

    def __init__(self, reader: Reader, seeker: Seeker) -> None:
        self._reader = reader
        self._seeker = seeker
        self._seen = visible_to(seeker)
        self._counted: dict[Match, int] = {}

    def related(self, key: Key, first: int) -> tuple[Key, ...]:
        """Give what is nearest, of the same kind; nothing of a document that is not there."""
        itself = OneOf("key", (str(key),))
        seen = Both((itself, self._seen))
        there = self._reader.best(Sought(seen, 1, Order.DATE, to_read=WRITTEN))
        if not there.total:
            return ()
        (stored,) = self._reader.stored(there.addresses)
        terms = self._telling(stored)
        counts = self._reader.counts([Counting(itself, [ABOUT])])
        topics = [topic for topic, _count in counts[ABOUT]]
        match = Both(
            (any_of(*_shared(terms, topics)), *self._conditions(key.kind)),
            without=(itself,),
        )
        several = MOST + first  # more, for equals at the end
        top = self._reader.best(Sought(match, several, Order.RELEVANCE))
        columns = zip(map(_rounded, top.scores), top.ranks, top.addresses, strict=True)
        near = sorted(columns, key=lambda each: each[:2], reverse=True)[:first]
        documents = self._reader.stored([address for _score, _rank, address in near])
        return tuple(Key(each.kind, each.id) for each in documents)

    def _conditions(self, kind: str) -> tuple[Match, ...]:
        seeker = self._seeker
        status = {"status": ("published",)}
        kinds = frozenset({kind})
        return narrowed(Query("", seeker.audiences, seeker.owner, kinds, status))

    def _telling(self, stored: Stored) -> list[Term]:
        """Choose the words that are frequent here, and rare elsewhere."""
        frequent = _frequent(stored)
        everything, *numbers = self._count(
            [Everything(), *(_has(stored.language, term) for term, _times in frequent)]
        )
        known = max(FEW, everything * COMMON)
        weighed = [
            Term(stored.language, term, _worth(times, number, everything))
            for (term, times), number in zip(frequent, numbers, strict=True)
            if 1 < number <= known
        ]
        return sorted(weighed, key=lambda each: (-each.worth, each.term))[:TELLING]

    def _count(self, matches: Sequence[Match]) -> Sequence[int]:
        """Count the documents that match, each, of those that this person may find."""
        new = [each for each in dict.fromkeys(matches) if each not in self._counted]
        asked = [Sought(Both((each, self._seen)), 1, Order.DATE) for each in new]
        tops = self._reader.best_of_each(asked)
        self._counted |= {each: top.total for each, top in zip(new, tops, strict=True)}
        return [self._counted[each] for each in matches]


def related(
    reader: Reader, seeker: Seeker, keys: Iterable[Key], first: int
) -> Mapping[Key, tuple[Key, ...]]:
    """Give for each document what is related to it."""
    relating = Relating(reader, seeker)
    return {key: relating.related(key, first) for key in dict.fromkeys(keys)}


def _frequent(stored: Stored) -> list[tuple[str, float]]:
    """Give the words that a document has most, those of its title first."""
    counted: dict[str, float] = defaultdict(float)
    analysis = ANALYSES[stored.language]
    for name in WRITTEN:
        for word in analysis.words(stored.texts[name][:READ]):
            if len(word.bare) >= SHORTEST and not word.bare.isdigit():
                counted[word.terms[0]] += WEIGHTS[name]
    return sorted(counted.items(), key=lambda each: (-each[1], each[0]))[:CANDIDATES]


def _worth(times: float, frequency: int, everything: int) -> float:
    return (1 + math.log(times)) * math.log(1 + everything / frequency)


def _has(language: str, term: str) -> Match:
    return condition(any_of(*_anywhere(language, term)))


def _anywhere(language: str, term: str) -> Iterator[Match]:
    return (Word(text_in(name, language), term) for name in WRITTEN)


def _shared(terms: Sequence[Term], topics: Iterable[str]) -> list[Match]:
    """Match what shares two words, or what it is about: each one counts by its worth."""
    words = tuple(Worth(any_of(*_anywhere(each.language, each.term)), each.worth) for each in terms)
    about = tuple(of(ABOUT, (topic,)) for topic in sorted(topics))
    dear = terms[0].worth if terms else 1.0
    shared: list[Match] = [Worth(each, dear) for each in about]
    if len(words) >= NEEDED:
        shared.append(AtLeast(NEEDED, words))
    return shared or [OneOf("key", ())]


def _rounded(score: float) -> float:
    return round(score, 3)  # what engines add up in another order
