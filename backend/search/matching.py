"""A question, as the tree of matches that answers it.

Each language has its own fields, read by its own analysis; a document matches in its language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain, starmap

from .analysis import well_formed
from .asking import Asked, Phrase, Question
from .contract import Key, Query, Seeker, T
from .fields import TEXTS, field_of, text_in
from .matches import (
    Anywhere,
    AtLeast,
    Best,
    Between,
    Both,
    Everything,
    Match,
    OneOf,
    Similar,
    Times,
    TimesWorth,
    Word,
    Worth,
    any_of,
    condition,
)
from .matches import Phrase as InPhrase
from .pages import bound

WEIGHTS = {"title": 4.0, "summary": 2.0, "body": 1.0, "attachments": 0.6}
TOGETHER = 2.0  # how much more the whole question counts when its words stand together
AS_WRITTEN = {"spelled_title": 1.0, "spelled": 0.5}  # what a word adds that stands as it was typed
ELSEWHERE = 0.2  # what a word's other fields add to its best one
SYNONYM = 0.8  # of what the word itself counts
ALL_WORDS = 10_000.0  # a score that no words reach: what has all of them comes first
MOST_WORDS = 4096  # of which each engine keeps what they are in its words
ONE_EDIT, TWO_EDITS = 4, 8  # letters from which so many mistakes are forgiven


@lru_cache(maxsize=256)
def visible_to(seeker: Seeker) -> Match:
    """Match what somebody may find."""
    seen: list[Match] = [OneOf("audience", _values(seeker.audiences))]
    if seeker.owner:
        seen.append(OneOf("owner", (str(seeker.owner),)))
    return condition(any_of(*seen))


def narrowed(query: Query, *, but: str = "") -> tuple[Match, ...]:
    """Match what a question is narrowed to: all conditions, or all but one facet's."""
    matches = [visible_to(query.seeker)]
    if query.kinds and but != "kind":
        matches.append(of("kind", query.kinds))
    if query.keys is not None:
        matches.append(OneOf("key", tuple(map(str, query.keys))))
    if query.since or query.until:
        since = bound(query.since) if query.since else None
        matches.append(Between("rank", since, bound(query.until) if query.until else None))
    if query.without:
        matches.append(none_of(query.without))
    matches += [_but(of(name, values)) for name, values in query.unlike]
    matches += [
        of(name, values) for name, values in (*query.filters.items(), *query.besides) if name != but
    ]
    return tuple(map(condition, matches))


def none_of(documents: Iterable[Key]) -> Match:
    """Match all but some documents."""
    return _but(OneOf("key", _values(map(str, documents))))


def _but(*matches: Match) -> Match:
    return Both((Everything(),), matches)


def of(name: str, values: Iterable[str]) -> OneOf:
    """Match what has one of some values of a filter."""
    field, looked_up = field_of(name, values)
    return OneOf(field, _values(looked_up))


def said(
    questions: Mapping[str, Question],
    *,
    widely: bool = False,
    first: Mapping[str, Question] | None = None,
) -> Match:
    """Match what answers a question in its language; widely: with most of the words too.

    What has all the words of the ``first`` one comes first.
    """
    if not any(questions.values()):
        return condition(_but(*chain.from_iterable(starmap(_without, questions.items()))))
    readings = (_reading(language, each, widely=widely) for language, each in questions.items())
    answers = TimesWorth(any_of(*readings))
    return Both((answers,), perhaps=_with_all_words(first)) if first else answers


def can_widen(questions: Mapping[str, Question]) -> bool:
    """Whether a question has words enough to do without some."""
    return any(
        len(question.asked) > 1 or len(phrase) > 1
        for question in questions.values()
        for each in question.asked
        for phrase in (each.words, *each.synonyms)
    )


def spelled_like(bare: str) -> Match | None:
    """Match documents with a word that this may be meant for; None: it is too short to tell."""
    edits = edits_in(bare)
    if not edits:
        return None
    return Best(
        (
            Worth(Similar("spelled_title", bare, edits), 2.0),
            Worth(Similar("spelled", bare, edits), 1.0),
        )
    )


def edits_in(bare: str) -> int:
    """Say how many mistakes are forgiven in a word."""
    return (len(bare) >= ONE_EDIT) + (len(bare) >= TWO_EDITS)


def spread(match: Anywhere) -> Match:
    """Say where a word counts, and for how much."""
    names = ((name, text_in(name, match.language)) for name in TEXTS)
    return _best((name, Word(field, term)) for name, field in names for term in match.terms)


def words_by(translate: Callable[[Match], T]) -> Callable[[Anywhere], T]:
    """Give what translates a word for an engine, and keeps it of those that somebody types."""

    def anew(match: Anywhere) -> T:
        return translate(spread(match))

    kept = lru_cache(maxsize=MOST_WORDS)(anew)
    return lambda match: kept(match) if match.is_as_typed else anew(match)


def _with_all_words(questions: Mapping[str, Question]) -> tuple[Match, ...]:
    all_of = (Both(tuple(_all(language, each))) for language, each in questions.items())
    return tuple(Worth(each, ALL_WORDS) for each in all_of if each.must)


def _all(language: str, question: Question) -> Iterator[Match]:
    yield from (_phrase(language, each) for each in question.phrases)
    yield from (_asked(language, each) for each in question.asked)


def _reading(language: str, question: Question, *, widely: bool) -> Match:
    must = [_phrase(language, each) for each in question.phrases]
    perhaps: list[Match] = []
    asked = tuple(_asked(language, each) for each in question.asked)
    if asked and widely:
        some = tuple(_nearly(language, each) for each in question.asked)
        must.append(AtLeast(needed_of(len(some)), some))
    elif asked:
        must.append(AtLeast(len(asked), asked))
    if len(question.whole) > 1:
        perhaps.append(Times(_phrase(language, question.whole), TOGETHER))
    perhaps += [
        Times(Word(name, bare), weight)
        for each in question.asked
        for bare in each.bare
        for name, weight in AS_WRITTEN.items()
    ]
    return Both(tuple(must), tuple(_without(language, question)), tuple(perhaps))


def _without(language: str, question: Question) -> Iterator[Match]:
    return (_phrase(language, each) for each in question.without)


def needed_of(words: int) -> int:
    """Say how many of so many words a document must have when it need not have all."""
    return max(1, words // 2)


def _asked(language: str, asked: Asked) -> Match:
    words = tuple(Anywhere(language, terms) for terms in asked.words)
    itself = words[0] if len(words) == 1 else Both(words)
    others = (Times(_phrase(language, each), SYNONYM) for each in asked.synonyms)
    return Best((itself, *others)) if asked.synonyms else itself


def _nearly(language: str, asked: Asked) -> Match:
    """Match an expression by half of its words, too."""
    others = (Times(_half(language, each), SYNONYM) for each in asked.synonyms)
    return Best((_half(language, asked.words), *others))


def _half(language: str, phrase: Phrase) -> Match:
    words = tuple(Anywhere(language, terms) for terms in phrase)
    return AtLeast((len(words) + 1) // 2, words)


def _phrase(language: str, phrase: Phrase) -> Match:
    if len(phrase) == 1:
        return Anywhere(language, phrase[0])
    stems = tuple(terms[0] for terms in phrase)  # bare: all spellings have it
    return _best((name, InPhrase(text_in(name, language), stems)) for name in TEXTS)


def _best(by_field: Iterable[tuple[str, Match]]) -> Match:
    weighed: Iterator[Match] = (Times(match, WEIGHTS[name]) for name, match in by_field)
    return Best(tuple(weighed), ELSEWHERE)


def _values(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(map(well_formed, values)))
