"""What a mistyped word may be meant for, told by the words of what this person may find.

Words that stand joined in visible documents are joined. A word that no visible document has is
compared with the words of visible documents that are spelled like it. So a correction never
tells of a word that only others may read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rapidfuzz.distance import OSA

from .analysis import ANALYSES, fold
from .asking import Question, Terms
from .contract import Order
from .fields import WRITTEN
from .matches import Anywhere, Both, Match, Word, any_of
from .matching import edits_in, spelled_like
from .pieces import Word as Read
from .sought import Reader, Sought, Stored
from .understood import Understood, understood

LOOKED_AT = 25  # documents spelled alike whose words are compared
JOINED = [re.compile(rf"[^\W\d_]+(?:[\s-][^\W\d_]+){{{more}}}(?!\w)") for more in (2, 1)]
MOST_CORRECTED = 8  # words of a question: in more of them, what was meant stands already
MOST_MEANT = 10  # words that one may have been meant for
RARE = 3  # documents with a word that may be mistyped there, too,
COMMONER = 3  # if so many times as often another stands that is like it
READ = 5_000  # characters of a text that are looked through


class Correction(NamedTuple):
    """What was meant: the question in these words too, and the text as it may have been typed."""

    question: Understood
    text: str


@dataclass
class Alike:
    """A word that is spelled nearly so."""

    distance: int
    documents: int = 0  # that have it
    texts: Counter[str] = field(default_factory=Counter)  # as it stands there
    terms: dict[str, None] = field(default_factory=dict)


class Meant(NamedTuple):
    """A word that may have been meant."""

    text: str  # as most wrote it
    terms: Terms


def correction(
    reader: Reader,
    asked: str,
    conditions: tuple[Match, ...],
    question: Understood,
    number: int = 0,
    *,
    goes_on: bool = False,
) -> Correction | None:
    """Say what may have been meant; None when every word is known well, or like no other.

    Hardly anything has all that was asked: ``number`` documents. A word that only a few have may
    be mistyped in these as well, where another is much commoner: where it ``goes_on``, that was so
    a page ago. ``conditions`` are those of the seeker: whatever is looked at passes them.
    """
    if any(len(each.whole) > MOST_CORRECTED for each in question.questions.values()):
        return None
    text, questions = asked, question.questions
    joins, words = _joins(text, *JOINED), _words_in(questions)
    if not joins and _is_one_word(questions, words, number):
        found: Mapping[str, int] = dict.fromkeys(words, number)
    else:
        found = _found(reader, joins | words, conditions)
    if not number and any(found[each] for each in joins):
        text = _joined(reader, text, conditions)
        questions = understood(text).questions
        words = _words_in(questions)
        found = _found(reader, words, conditions)
    rarest = min((found[bare] for bare in words), default=0)
    rare = [bare for bare in words if found[bare] == rarest and (goes_on or rarest <= RARE)]
    meant = _meant(reader, conditions, rare, 1 if goes_on else COMMONER * rarest)
    if not meant and text == asked:
        return None
    terms_of = {bare: found.terms for bare, found in meant.items()}
    corrected = {name: each.corrected(terms_of) for name, each in questions.items()}
    before = question if number else None
    return Correction(Understood(corrected, before), _rewritten(text, meant))


def _joined(reader: Reader, text: str, conditions: tuple[Match, ...]) -> str:
    """Join words that others write as one: "télé-travail", "agro paris tech"."""
    for several in JOINED:
        found = _found(reader, _joins(text, several), conditions)
        text = _replaced(several, text, {words: _as_one(words) for words in found if found[words]})
    return text


def _joins(text: str, *patterns: re.Pattern[str]) -> dict[str, Match]:
    """Give words that may be one, by what stands there, with what matches them as one."""
    several = (match[0] for pattern in patterns for match in pattern.finditer(text))
    return {words: Word("spelled", fold(_as_one(words))) for words in several}


def _replaced(pattern: re.Pattern[str], text: str, by: Mapping[str, str]) -> str:
    return pattern.sub(lambda match: by.get(match[0], match[0]), text)


def _as_one(words: str) -> str:
    return re.sub(r"[\s-]", "", words)


def _found(
    reader: Reader, wanted: Mapping[str, Match], conditions: tuple[Match, ...]
) -> Mapping[str, int]:
    """Count the documents that may be found and have some things."""
    asked = [Sought(Both((each, *conditions)), 1, Order.RELEVANCE) for each in wanted.values()]
    return {name: top.total for name, top in zip(wanted, reader.best_of_each(asked), strict=True)}


def _words_in(questions: Mapping[str, Question]) -> dict[str, Match]:
    """Give the words of a question, each with what has it."""
    asked = (each for question in questions.values() for each in question.asked)
    words = dict.fromkeys(bare for each in asked for bare in each.bare)
    return {bare: _anywhere(questions, bare) for bare in words}


def _is_one_word(
    questions: Mapping[str, Question], words: Mapping[str, Match], number: int
) -> bool:
    """Whether a word is all that was asked, so that it is known already how many have it."""
    others = (
        len(each.whole) > 1
        or each.phrases
        or each.without
        or any(number and asked.synonyms for asked in each.asked)
        for each in questions.values()
    )
    return len(words) == 1 and not any(others)


def _anywhere(questions: Mapping[str, Question], bare: str) -> Match:
    return any_of(
        *(
            Anywhere(language, terms)
            for language, question in questions.items()
            for asked in question.asked
            for spelled, terms in zip(asked.bare, asked.words, strict=True)
            if spelled == bare
        )
    )


def _meant(
    reader: Reader, conditions: tuple[Match, ...], rare: Sequence[str], often: int
) -> Mapping[str, Meant]:
    """Say what words may have been meant for that stand so often, those that are like another."""
    alike = {bare: match for bare in rare if (match := spelled_like(bare))}
    asked = [
        Sought(Both((each, *conditions)), LOOKED_AT, Order.RELEVANCE, to_read=WRITTEN)
        for each in alike.values()
    ]
    near = {
        bare: _nearest(bare, often, reader.stored(top.addresses))
        for bare, top in zip(alike, reader.best_of_each(asked), strict=True)
    }
    return {bare: meant for bare, meant in near.items() if meant}


def _nearest(bare: str, often: int, documents: Iterable[Stored]) -> Meant | None:
    """Say what a word may have been meant for, of what so many documents have."""
    alike = _alike(bare, documents)
    if alike.pop(bare, None) and not often:  # it has been written since it was looked for
        return None
    near = min((each.distance for each in alike.values()), default=0)
    nearest = [
        (each.texts.total(), name, each)
        for name, each in alike.items()
        if each.distance == near and each.documents >= often
    ]
    if not nearest:
        return None
    nearest.sort(key=lambda each: each[:2], reverse=True)
    wanted = dict.fromkeys(term for *_, each in nearest[:MOST_MEANT] for term in each.terms)
    return Meant(nearest[0][2].texts.most_common(1)[0][0], tuple(wanted))


def _alike(bare: str, documents: Iterable[Stored]) -> dict[str, Alike]:
    """Gather the words of documents that are spelled nearly so."""
    most = edits_in(bare)
    distances: dict[str, int] = {}
    alike: dict[str, Alike] = {}
    for stored in documents:
        here: set[str] = set()
        for text, word, times in _words(stored):
            if word.bare not in distances:
                distances[word.bare] = OSA.distance(bare, word.bare, score_cutoff=most)
            if distances[word.bare] <= most:
                known = alike.setdefault(word.bare, Alike(distances[word.bare]))
                known.texts[text] += times
                known.terms.update(dict.fromkeys(word.terms))
                here.add(word.bare)
        for each in here:
            alike[each].documents += 1
    return alike


def _words(stored: Stored) -> Iterator[tuple[str, Read, int]]:
    """Give the words of a document as they stand there, and how often they do in a text."""
    known = ANALYSES[stored.language].known()
    for name in WRITTEN:
        pieces = Counter(stored.texts[name][:READ].split())
        for piece, times in pieces.items():
            for word in known[piece]:
                yield piece[word.start : word.end].lower(), word, times


def _rewritten(text: str, meant: Mapping[str, Meant]) -> str:
    def other(match: re.Match[str]) -> str:
        found = meant.get(fold(match[0]))
        return found.text if found else match[0]

    return re.sub(r"[^\W\d_]+", other, text)
