"""Finding, the same on every engine: a question becomes a page of hits, with what shows why.

What has all the words comes first; where that is little, what has most of them follows. When
nothing has all of them, words that nobody wrote are read as those that they may be meant for.

All of the first thousand hits are put in one total order, so that pages fit together: engines
alone order equal hits by where they lie in their files, which changes with every merge.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .analysis import ANALYSES
from .asking import Question, ask
from .contract import DEEPEST, Found, Hit, Order, Query, Ranked, Reader, Stored
from .correcting import Correction, correction
from .fields import THOUSAND
from .highlights import highlight
from .matches import Both, Match
from .matching import ALL_WORDS, can_widen, narrowed, said
from .pages import Cursor, Place, moment_of
from .refusals import NothingAsked
from .synonyms import kept

LARGEST_PAGE = 100
ENOUGH = 20  # hits with all words, beside which nobody needs those with fewer
FRESHNESS = 0.1  # how much more what is written now counts than what is old
AGES = 365.0  # days in which freshness goes down to a third
DAY = 86_400.0  # seconds


class Looked(NamedTuple):
    """What was found, before it is cut into pages."""

    match: Match
    total: int
    ranked: Sequence[tuple[Place, Ranked]]
    is_wide: bool  # what has not all words is there too
    is_loose: bool  # nothing has all words


def find(reader: Reader, query: Query) -> Found:
    """Answer a question."""
    questions: Mapping[str, Question] = ask(query.text, ANALYSES.values(), kept.by_language())
    if not questions and not _is_narrowed(query):
        raise NothingAsked
    cursor = None if query.after is None else Cursor.read(query.after)
    looked, meant = _look(reader, query, questions, widely=cursor.is_wide if cursor else False)
    questions = meant.questions if meant else questions
    places = [place for place, _ranked in looked.ranked]
    begin = cursor.next_in(places) if cursor else 0
    end = min(begin + min(max(query.first, 0), LARGEST_PAGE), len(places))
    shown = [ranked for _place, ranked in looked.ranked[begin:end]]
    stored = reader.stored([each.address for each in shown])
    hits = tuple(
        _hit(document, each, questions, str(Cursor.at(places, at, is_wide=looked.is_wide)))
        for at, (document, each) in enumerate(zip(stored, shown, strict=True), begin)
    )
    return Found(
        hits,
        looked.total,
        has_next=looked.total > end,
        is_loose=looked.is_loose,
        did_you_mean=meant.text if meant else None,
        facets=_facets(reader, query, looked, questions),
    )


def _is_narrowed(query: Query) -> bool:
    named = query.kinds or query.filters or query.since or query.until
    return bool(named) and not query.text.strip()


def _look(
    reader: Reader, query: Query, questions: Mapping[str, Question], *, widely: bool
) -> tuple[Looked, Correction | None]:
    """Look for all the words, then for what may be meant, then for most of them."""
    meant = None
    looked = _best(reader, query, questions, widely=widely)
    if query.exact:
        return looked, None
    if questions and (looked.is_loose or not looked.total):
        meant = correction(reader, query, questions)
        questions = meant.questions if meant else questions
        looked = _best(reader, query, questions, widely=widely) if meant else looked
    enough = ENOUGH if query.order is Order.RELEVANCE else 1  # by time, the others would mingle
    if not looked.is_wide and looked.total < enough and can_widen(questions):
        looked = _best(reader, query, questions, widely=True)
    return looked, meant


def _best(
    reader: Reader, query: Query, questions: Mapping[str, Question], *, widely: bool
) -> Looked:
    match = Both((said(questions, widely=widely), *narrowed(query)))
    order = query.order if questions or query.order is Order.ACTIVITY else Order.DATE
    total, found = reader.best(match, DEEPEST, order)
    now = time.time()
    placed = [(_place(each, order, now), each) for each in found]
    placed.sort(key=lambda pair: pair[0], reverse=True)
    has_all = any(each.score >= ALL_WORDS for each in found)
    return Looked(match, total, placed, widely, is_loose=widely and bool(found) and not has_all)


def _place(ranked: Ranked, order: Order, now: float) -> Place:
    if order is Order.DATE:
        return Place(0.0, ranked.rank, ranked.rank)
    if order is Order.ACTIVITY:
        return Place(0.0, ranked.active, ranked.rank)
    words, rest = divmod(ranked.score, ALL_WORDS)
    age = max(0.0, now - moment_of(ranked.rank)) / DAY
    worth = ranked.weight / THOUSAND * (1 + FRESHNESS * math.exp(-age / AGES))
    return Place(words * ALL_WORDS + rest * worth, ranked.rank, ranked.rank)


def _hit(stored: Stored, ranked: Ranked, questions: Mapping[str, Question], cursor: str) -> Hit:
    question = questions.get(stored.language)
    wanted = question.wanted if question else frozenset[str]()
    shown = highlight(stored.texts, ANALYSES[stored.language], wanted)
    return Hit(stored.kind, stored.id, ranked.score, shown, cursor, stored.link)


def _facets(
    reader: Reader, query: Query, looked: Looked, questions: Mapping[str, Question]
) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Count each facet as if the question were not narrowed by it."""
    own = [
        name for name in query.facets if name in query.filters or (name == "kind" and query.kinds)
    ]
    counted = dict(reader.counts(looked.match, [n for n in query.facets if n not in own]))
    for name in own:
        words = said(questions, widely=looked.is_wide)
        match = Both((words, *narrowed(query, but=name)))
        counted |= reader.counts(match, [name])
    return {name: _sorted(counted[name]) for name in query.facets}


def _sorted(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda each: (-each[1], each[0])))
