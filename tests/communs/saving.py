"""Saving searches, as their owners do, and letting them find."""

from __future__ import annotations

from typing import Any

from backend.journal.following import catch_up
from backend.search.follower import SearchFollower
from communs.searches import actions
from communs.searches.asked import Asked
from communs.searches.followers import SearchesFollower
from communs.searches.models import SavedSearch, SavedSearchHit
from tests.cast import Cast


def saved(cast: Cast, who: str, query: str = "alliance", **asked: Any) -> SavedSearch:
    """Save a search in somebody's name."""
    search = Asked({"query": query, **asked})
    made: SavedSearch = cast.perform(actions.save_search, who, name=query or "Tout", search=search)
    return made


def follow() -> None:
    """Let the index follow to the end of the journal, then those who search."""
    catch_up(SearchFollower())
    catch_up(SearchesFollower())


def told(search: SavedSearch) -> list[str]:
    """Say of what a search has told, in order."""
    rows = SavedSearchHit.objects.filter(search=search).told().order_by("found_at", "pk")
    return [str(row.key) for row in rows]
