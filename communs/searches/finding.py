"""What saved searches find, by asking the engine: of all there is, or of what was touched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from backend.rules import Actor
from backend.search.contract import DEEPEST, Found, Key, Order, Query
from backend.search.engines import engine
from backend.search.finding import LARGEST_PAGE
from backend.search.searching import search

from .asked import NOTHING, question_of, unless_refused
from .models import SavedSearch, seen_among


def found_among(actor: Actor, saved: SavedSearch, keys: Iterable[Key]) -> set[Key]:
    """Say which of some documents, a page's worth at most, somebody's search finds for them now.

    The engine says what matches, the database what is still there for them.
    """
    question = _question(actor, saved)
    if question is None:
        return set()
    found = _answer(replace(question, keys=tuple(sorted(keys))))
    return seen_among(actor, {hit.key for hit in found.hits})


def all_found(actor: Actor, saved: SavedSearch) -> set[Key]:
    """Say what somebody's search finds for them in all, as far as pages reach."""
    question = _question(actor, saved)
    found: set[Key] = set()
    for _page in range(DEEPEST // LARGEST_PAGE):
        if question is None:
            break
        page = _answer(question)
        found |= {hit.key for hit in page.hits}
        last = page.hits[-1].cursor if page.has_next and page.hits else None
        question = replace(question, after=last) if last else None
    return found


def _answer(question: Query) -> Found:
    """Ask the engine; what nobody can answer any more, as words are now read, finds nothing."""
    return unless_refused(lambda: search(engine(), question)) or NOTHING


def _question(actor: Actor, saved: SavedSearch) -> Query | None:
    """Read a search as it finds nothing by chance: all its words, spelled as they are."""
    question = unless_refused(lambda: question_of(actor, saved.asked))
    if question is None:
        return None
    return replace(
        question, exact=True, order=Order.DATE, facets=(), first=LARGEST_PAGE, after=None
    )
