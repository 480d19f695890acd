"""Finding in tantivy: a question becomes a page of hits, each with what shows why.

All of the first thousand hits are put in their total order, so that pages fit together: tantivy
alone orders equal hits by where they lie in its files, which changes with every merge.
"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from tantivy import DocAddress, Searcher
from tantivy import Query as Match

from .analysis import ANALYSES
from .asking import Asked, ask
from .contract import DEEPEST, Found, Hit, Query
from .documents import stored_in
from .highlights import FIELDS, highlight
from .matching import can_loosen, matching
from .opened import whole
from .pages import Cursor, Place

LARGEST_PAGE = 100


class Ranked(NamedTuple):
    """A document among those found."""

    place: Place
    address: DocAddress


def find(searcher: Searcher, query: Query) -> Found:
    """Answer a question; when nothing has all its words, with what has most of them."""
    asked = ask(query.text, tuple(ANALYSES.values()))
    cursor = None if query.after is None else Cursor.read(query.after)
    is_loose = cursor.is_loose if cursor else False
    total, ranked = _rank(searcher, matching(query, asked, loosely=is_loose))
    if not total and not is_loose and can_loosen(asked):
        is_loose = True
        total, ranked = _rank(searcher, matching(query, asked, loosely=True))
    places = [each.place for each in ranked]
    begin = cursor.next_in(places) if cursor else 0
    end = min(begin + min(max(query.first, 0), LARGEST_PAGE), len(ranked))
    hits = tuple(
        _hit(searcher, ranked[at], asked, str(Cursor.at(places, at, is_loose=is_loose)))
        for at in range(begin, end)
    )
    return Found(hits, total, has_next=total > end, is_loose=is_loose and bool(total))


def _rank(searcher: Searcher, match: Match) -> tuple[int, list[Ranked]]:
    with whole():
        result = searcher.search(match, DEEPEST)
        addresses = [address for _score, address in result.hits]
        ranks = searcher.fast_field_values("rank", addresses) if addresses else []
    ranked = [
        Ranked(Place(score, int(rank or 0)), address)
        for (score, address), rank in zip(result.hits, ranks, strict=True)
    ]
    total: int = result.count  # type: ignore[attr-defined]  # the stub forgets it
    return total, sorted(ranked, key=lambda each: each.place, reverse=True)


def _hit(searcher: Searcher, ranked: Ranked, asked: dict[str, Asked], cursor: str) -> Hit:
    with whole():
        stored = stored_in(searcher, ranked.address)
    analysis = ANALYSES[stored["language"]]
    texts = {name: stored[name] for name in FIELDS}
    return Hit(
        stored["kind"],
        UUID(stored["id"]),
        ranked.place.score,
        highlight(texts, analysis, asked[analysis.language].wanted),
        cursor,
        stored["link"],
    )
