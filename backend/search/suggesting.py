"""What somebody may mean who is still typing: things whose titles have words that begin so.

Titles that begin with all that was typed come first; a little word before them is passed over.
When there is nothing, mistakes are forgiven in words of some length: where the word is whole, as
a search does; in a half typed one, two letters exchanged and one too many.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from .analysis import ANALYSES, RUNS, Analysis, Word, fold, well_formed
from .asking import check
from .contract import Highlight, Order, Query, Ranked, Reader, Stored, Suggestion
from .fields import text_in
from .finding import worth
from .matches import Begins, Both, Match, Similar, any_of
from .matches import Word as InText
from .matching import ONE_EDIT, edits_in, narrowed

MOST = 20  # suggestions at a time
LOOKED_AT = 100  # documents among which the weightiest are chosen: what moved last
READ = 30  # documents of which the title is read
TITLE = "spelled_title"


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, as a language reads it: whole words, then the one that is half typed."""

    language: str
    whole: tuple[Word, ...]
    half: str | None  # None: behind the words stands a little one, which no title is found by

    @property
    def bare(self) -> tuple[str, ...]:
        """The beginnings of words that are looked for."""
        words = tuple(word.bare for word in self.whole)
        return words if self.half is None else (*words, self.half)


def suggestions(reader: Reader, query: Query) -> tuple[Suggestion, ...]:
    """Give what may be meant, each title of a kind once."""
    check(query.text, "prefix")
    text = well_formed(query.text)
    typed = {each.language: each for each in _readings(text)}
    if not typed:
        return ()
    conditions = narrowed(query)
    beginning = any_of(*(Begins("opening", each) for each in _openings(text)))
    found = _looked_up(reader, beginning, conditions)
    if len(found) < READ:
        found += _looked_up(reader, any_of(*map(_half_typed, typed.values())), conditions)
    if not found and any(map(_is_forgiven, typed.values())):
        found = _looked_up(reader, any_of(*map(_mistyped, typed.values())), conditions)
    addresses = {each.rank: each.address for each in reversed(found)}  # the first of each rank
    chosen = [addresses[rank] for rank in dict.fromkeys(each.rank for each in found)]
    stored = reader.stored(chosen[:READ])
    return tuple(_once(stored, typed))[: min(max(query.first, 0), MOST)]


def _readings(text: str) -> Iterator[Typed]:
    runs = RUNS.findall(fold(text))
    for analysis in ANALYSES.values():
        words = tuple(analysis.words(text))
        if words and not RUNS.search(fold(text[words[-1].end :])):
            yield Typed(analysis.language, words[:-1], words[-1].bare)
        elif runs:
            yield Typed(analysis.language, words, None if words else runs[-1])


def _openings(text: str) -> tuple[str, ...]:
    openings = [each for analysis in ANALYSES.values() for each in analysis.openings(text)]
    return tuple(dict.fromkeys(openings))


def _half_typed(typed: Typed) -> Match:
    field = text_in("title", typed.language)
    must = [
        any_of(Begins(TITLE, word.bare), *(InText(field, term) for term in word.terms))
        for word in typed.whole
    ]
    if typed.half is not None:
        must.append(Begins(TITLE, typed.half))
    return Both(tuple(must))


def _is_forgiven(typed: Typed) -> bool:
    return any(len(bare) >= ONE_EDIT for bare in typed.bare)


def _mistyped(typed: Typed) -> Match:
    return Both(tuple(map(_meant, typed.bare)))


def _meant(bare: str) -> Match:
    if len(bare) < ONE_EDIT:
        return Begins(TITLE, bare)
    beginnings = (Begins(TITLE, each) for each in _spellings(bare))
    return any_of(Similar(TITLE, bare, edits_in(bare)), *beginnings)


def _spellings(bare: str) -> tuple[str, ...]:
    """Give a half typed word as it stands, with two letters exchanged, and with one left out."""
    exchanged = [
        f"{bare[:at]}{bare[at + 1]}{bare[at]}{bare[at + 2 :]}" for at in range(len(bare) - 1)
    ]
    shorter = [f"{bare[:at]}{bare[at + 1 :]}" for at in range(len(bare) - 1)]
    return tuple(dict.fromkeys((bare, *exchanged, *shorter)))


def _looked_up(reader: Reader, match: Match, conditions: tuple[Match, ...]) -> list[Ranked]:
    now = time.time()
    _total, found = reader.best(Both((match, *conditions)), LOOKED_AT, Order.ACTIVITY)
    return sorted(found, key=lambda each: (worth(each, now), each.rank), reverse=True)


def _once(stored: Sequence[Stored], typed: Mapping[str, Typed]) -> Iterator[Suggestion]:
    seen: set[tuple[str, str]] = set()
    for each in stored:
        title = each.texts["title"]
        if (each.kind, fold(title)) not in seen:
            seen.add((each.kind, fold(title)))
            ranges = tuple(_ranges(title, ANALYSES[each.language], typed.get(each.language)))
            yield Suggestion(each.kind, each.id, Highlight("title", title, ranges))


def _ranges(title: str, analysis: Analysis, typed: Typed | None) -> Iterator[tuple[int, int]]:
    """Mark of each word the part that was typed; all of it where it was typed otherwise."""
    if typed is None:
        return
    terms = {term for word in typed.whole for term in word.terms}
    for word in analysis.words(title):
        begun = [bare for bare in typed.bare if word.bare.startswith(bare)]
        if begun:
            yield word.start, _end(title, word, max(map(len, begun)))
        elif not terms.isdisjoint(word.terms) or _is_meant(word, typed):
            yield word.start, word.end


def _end(title: str, word: Word, length: int) -> int:
    """Say where in a title so many letters of a word end: a ligature is two, an accent none."""
    for end in range(word.start + 1, word.end):
        if len(fold(title[word.start : end])) >= length:
            return end
    return word.end


def _is_meant(word: Word, typed: Typed) -> bool:
    for bare in typed.bare:
        edits = edits_in(bare)
        if edits and OSA.distance(bare, word.bare, score_cutoff=edits) <= edits:
            return True
        if edits and any(map(word.bare.startswith, _spellings(bare))):
            return True
    return False
