"""Finding, the same on every engine: a question becomes a page of hits, with what shows why.

What has all the words comes first; where that is little, what has most of them follows. When
nothing has all of them, words that nobody wrote are read as those that they may be meant for.

All of the first thousand hits are put in one total order, so that pages fit together: engines
alone order equal hits by where they lie in their files, which changes with every merge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from .analysis import ANALYSES
from .asking import Question, ask
from .contract import DEEPEST, Found, Hit, Order, Query, Reader, Stored, Top
from .correcting import Correction, correction
from .fields import THOUSAND
from .highlights import highlight
from .matches import Both, Match
from .matching import ALL_WORDS, can_widen, narrowed, said
from .pages import Cursor, Place, bound
from .refusals import NothingAsked
from .synonyms import kept

LARGEST_PAGE = 100
ENOUGH = 20  # hits with all words, beside which nobody needs those with fewer
FRESHNESS = 0.1  # how much more what is written now counts than what is old
YEAR = datetime(1971, 1, 1, tzinfo=UTC)  # one after 1970: at that age freshness is half


class Looked(NamedTuple):
    """What was found, before it is cut into pages."""

    match: Match
    top: Top
    places: Sequence[Place]
    is_wide: bool  # what has not all words is there too
    is_loose: bool  # nothing has all words


def find(reader: Reader, query: Query) -> Found:
    """Answer a question."""
    questions: Mapping[str, Question] = ask(query.text, ANALYSES.values(), kept.by_language())
    if not questions and not _is_narrowed(query):
        raise NothingAsked
    cursor = None if query.after is None else Cursor.read(query.after)
    widely = cursor.is_wide if cursor else False
    conditions = narrowed(query)
    looked, meant = _look(reader, query, conditions, questions, widely=widely)
    questions = meant.questions if meant else questions
    places, top = looked.places, looked.top
    begin = cursor.next_in(places) if cursor else 0
    end = min(begin + min(max(query.first, 0), LARGEST_PAGE), len(places))
    shown = places[begin:end]
    stored = reader.stored([top.addresses[at] for _score, _then, _rank, at in shown])
    cursors = (Cursor.at(places, at, is_wide=looked.is_wide) for at in range(begin, end))
    hits = tuple(
        _hit(each, place[0], questions, str(cursor))
        for each, place, cursor in zip(stored, shown, cursors, strict=True)
    )
    return Found(
        hits,
        top.total,
        has_next=top.total > end,
        is_loose=looked.is_loose,
        did_you_mean=meant.text if meant else None,
        facets=_facets(reader, query, looked, questions),
    )


def _is_narrowed(query: Query) -> bool:
    named = query.kinds or query.filters or query.since or query.until
    return bool(named) and not query.text.strip()


def _look(
    reader: Reader,
    query: Query,
    conditions: tuple[Match, ...],
    questions: Mapping[str, Question],
    *,
    widely: bool,
) -> tuple[Looked, Correction | None]:
    """Look for all the words, then for what may be meant, then for most of them."""
    meant = None
    looked = _best(reader, query, conditions, questions, widely=widely)
    if query.exact:
        return looked, None
    if questions and (looked.is_loose or not looked.top.total):
        meant = correction(reader, query.text, conditions, questions)
        questions = meant.questions if meant else questions
        looked = _best(reader, query, conditions, questions, widely=widely) if meant else looked
    enough = ENOUGH if query.order is Order.RELEVANCE else 1  # by time, the others would mingle
    if not looked.is_wide and looked.top.total < enough and can_widen(questions):
        looked = _best(reader, query, conditions, questions, widely=True)
    return looked, meant


def _best(
    reader: Reader,
    query: Query,
    conditions: tuple[Match, ...],
    questions: Mapping[str, Question],
    *,
    widely: bool,
) -> Looked:
    match = Both((said(questions, widely=widely), *conditions))
    order = query.order if questions or query.order is Order.ACTIVITY else Order.DATE
    top = reader.best(match, DEEPEST, order)
    places = _relevant(top) if order is Order.RELEVANCE else _moved(top)
    has_all = any(score >= ALL_WORDS for score in top.scores)
    is_loose = widely and top.total > 0 and not has_all
    return Looked(match, top, places, widely, is_loose)


def _relevant(top: Top) -> Sequence[Place]:
    """Order by how well the words answer, then by what a document is worth."""
    now, year = bound(datetime.now(UTC)), bound(YEAR)
    columns = zip(top.scores, top.ranks, top.weights, strict=True)
    places = []
    for at, (score, rank, weight) in enumerate(columns):
        words = score // ALL_WORDS * ALL_WORDS
        worth = weight / THOUSAND * (1 + FRESHNESS / (1 + max(0, now - rank) / year))
        places.append((words + (score - words) * worth, rank, rank, at))
    places.sort(reverse=True)
    return places


def _moved(top: Top) -> Sequence[Place]:
    """Order by time."""
    columns = enumerate(zip(top.moments, top.ranks, strict=True))
    return sorted(((0.0, then, rank, at) for at, (then, rank) in columns), reverse=True)


def _hit(stored: Stored, score: float, questions: Mapping[str, Question], cursor: str) -> Hit:
    question = questions.get(stored.language)
    wanted = question.wanted if question else frozenset[str]()
    shown = highlight(stored.texts, ANALYSES[stored.language], wanted)
    return Hit(stored.kind, stored.id, score, shown, cursor, stored.link)


def _facets(
    reader: Reader, query: Query, looked: Looked, questions: Mapping[str, Question]
) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Count each facet as if the question were not narrowed by it."""
    if not query.facets:
        return {}
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
