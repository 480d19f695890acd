"""The order of hits: by how well the words answer and what a document is worth, or by time.

Most engines give the best thousand by the words alone. What a document is worth moves it among
them, by a little: so of what nobody looks at only as much is weighed as may still come among
what is shown. An engine that orders gives what is in order already, by the same numbers.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, datetime
from math import exp, log

from .contract import Order
from .fields import THOUSAND
from .matching import ALL_WORDS
from .pages import Place, bound
from .sought import Top

FRESHNESS = 0.1  # how much more what is written now counts than what is old
YEAR = bound(datetime(1971, 1, 1, tzinfo=UTC))  # one after 1970: with each, freshness halves
AGEING = log(0.5) / YEAR


def this_hour() -> datetime:
    """Give the moment by which freshness is told: for an hour the same, so that pages fit."""
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


def in_order(top: Top, order: Order, most: int, now: datetime) -> Sequence[Place]:
    """Give the first places, so many at most."""
    some = by_relevance(top, most, now) if order is Order.RELEVANCE else by_time(top)
    return some[:most]


def by_relevance(top: Top, most: int, now: datetime) -> Sequence[Place]:
    """Order by how well the words answer, then by what a document is worth: so many, at least."""
    if not top.weights:
        return by_score(top)
    today = bound(now)
    places = _weighed(top, today, 0, 2 * most)
    if len(places) < len(top.scores):
        places.sort(reverse=True)
        least, highest = places[most - 1][0], max(top.weights) / THOUSAND * (1 + FRESHNESS)
        near = bisect_left(top.scores, x=True, key=lambda score: _counts(score, highest) < least)
        places += _weighed(top, today, len(places), near)
    places.sort(reverse=True)
    return places


def by_score(top: Top) -> Sequence[Place]:
    """Order by scores that hold what a document is worth."""
    columns = enumerate(zip(top.scores, top.ranks, strict=True))
    return sorted(((score, rank, rank, at) for at, (score, rank) in columns), reverse=True)


def by_time(top: Top) -> Sequence[Place]:
    """Order by the moments that the engine was asked for, the newest first."""
    columns = enumerate(zip(top.moments, top.ranks, strict=True))
    return sorted(((0.0, then, rank, at) for at, (then, rank) in columns), reverse=True)


def _weighed(top: Top, now: int, first: int, last: int) -> list[Place]:
    some = slice(first, last)
    columns = zip(top.scores[some], top.ranks[some], top.weights[some], strict=True)
    places: list[Place] = []
    for at, (score, rank, weight) in enumerate(columns, first):
        age = now - rank if rank < now else 0
        worth = weight / THOUSAND * (1 + FRESHNESS * exp(age * AGEING))
        places.append((_counts(score, worth), rank, rank, at))
    return places


def _counts(score: float, worth: float) -> float:
    """Say what a score comes to; that all the words are there is beyond any worth."""
    words = score // ALL_WORDS * ALL_WORDS if score >= ALL_WORDS else 0.0
    return words + (score - words) * worth
