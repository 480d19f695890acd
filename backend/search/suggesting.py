"""What somebody may mean who is still typing: things whose titles have words that begin so.

Titles that begin with all that was typed come first; a little word before them is passed over.
When there is nothing, mistakes are forgiven in words of some length: where the word is whole, as
a search does; in a half typed one, two letters exchanged and one too many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from rapidfuzz.distance import OSA

from .analysis import ANALYSES, RUNS, fold, well_formed
from .asking import check
from .contract import MOST_WORDS, Highlight, Query, Suggestion
from .correcting import MOST_CORRECTED
from .fields import text_in
from .matches import Begins, Both, Match, Similar, any_of
from .matches import Word as InText
from .matching import ONE_EDIT, edits_in, narrowed
from .pieces import Word
from .refusals import QueryTooLong
from .sought import Reader, Titled

MOST = 20  # suggestions at a time
LONGEST_FORGIVEN = 20  # letters of a half typed word
READ = 30  # documents whose titles are looked through, those that moved last
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
    if any(len(each.bare) > MOST_WORDS for each in typed.values()):  # with no space between them
        raise QueryTooLong("prefix")
    first = min(max(query.first, 0), MOST)
    likely = reader.likeliest(_choices(text, list(typed.values())), narrowed(query), READ)
    titles, is_forgiven = islice(_once(likely.titles), first), likely.choice > 0
    return tuple(_shown(each, typed.get(each.language), is_forgiven=is_forgiven) for each in titles)


def _choices(text: str, typed: Sequence[Typed]) -> Iterator[tuple[Match, ...]]:
    """Give what may be meant: titles that begin so, or have words that do; else, mistyped ones."""
    beginning = any_of(*(Begins("opening", each) for each in _openings(text)))
    yield beginning, any_of(*map(_half_typed, typed))
    if any(map(_can_be_forgiven, typed)):
        yield (any_of(*map(_mistyped, typed)),)


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
    return Both(tuple(dict.fromkeys(must)))


def _can_be_forgiven(typed: Typed) -> bool:
    long = any(len(bare) >= ONE_EDIT for bare in typed.bare)
    return long and len(typed.bare) <= MOST_CORRECTED


def _mistyped(typed: Typed) -> Match:
    return Both(tuple(map(_meant, typed.bare)))


def _meant(bare: str) -> Match:
    if not ONE_EDIT <= len(bare) <= LONGEST_FORGIVEN:
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


def _once(titles: Iterable[Titled]) -> Iterator[Titled]:
    seen: set[tuple[str, str]] = set()
    for each in titles:
        title = each.kind, fold(each.title)
        if title not in seen:
            seen.add(title)
            yield each


def _shown(titled: Titled, typed: Typed | None, *, is_forgiven: bool) -> Suggestion:
    title = titled.title
    words = list(ANALYSES[titled.language].words(title))
    ranges: Iterable[tuple[int, int]] = ()
    if typed and is_forgiven:
        bare = typed.bare
        ranges = ((word.start, word.end) for word in words if any(_is_like(word, b) for b in bare))
    elif typed:
        ranges = _typed_in(title, words, typed)
    return Suggestion(titled.kind, titled.id, Highlight("title", title, tuple(ranges)))


def _typed_in(title: str, words: Sequence[Word], typed: Typed) -> Iterator[tuple[int, int]]:
    """Mark of each word the part that was typed; all of it where it was typed otherwise."""
    bare = typed.bare
    terms = {term for word in typed.whole for term in word.terms}
    for word in words:
        begun = [len(each) for each in bare if word.bare.startswith(each)]
        if begun:
            yield word.start, _end(title, word, max(begun))
        elif not terms.isdisjoint(word.terms):
            yield word.start, word.end


def _end(title: str, word: Word, length: int) -> int:
    """Say where in a title so many letters of a word end: a ligature is two, an accent none."""
    for end in range(word.start + 1, word.end):
        if len(fold(title[word.start : end])) >= length:
            return end
    return word.end


def _is_like(word: Word, bare: str) -> bool:
    edits = edits_in(bare)
    is_near = OSA.distance(bare, word.bare, score_cutoff=edits) <= edits
    return is_near or word.bare.startswith(_spellings(bare) if edits else bare)
