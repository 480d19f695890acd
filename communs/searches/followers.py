"""The follower that tells of what saved searches find."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from backend.journal.following import Follower
from backend.journal.models import Entry
from backend.rules import Unavailable
from backend.search.engines import engine
from communs.threads.facts import MessageMoved

from .facts import SavedSearchUnmuted, SearchSaved
from .letters import write_due
from .models import SavedSearch
from .telling import follow_moved, remember_known, tell, touched_by

BEGINNINGS = frozenset({SearchSaved.kind(), SavedSearchUnmuted.kind()})


class SearchesFollower(Follower):
    """Asks saved searches about what was touched, once the index has it."""

    name = "searches"

    def ready(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Leave for later what the index does not have yet."""
        try:
            position = engine().searchable()
        except Unavailable:
            position = None
        return [entry for entry in entries if position and entry.id <= position.entry]

    def follow(self, entries: Sequence[Entry]) -> None:
        """Note what searches found when they were saved, then tell what is new."""
        for entry in entries:
            if entry.kind in BEGINNINGS:
                remember_known(UUID(entry.data["search"]), entry.id)
            elif entry.kind == MessageMoved.kind():
                follow_moved(UUID(entry.data["message"]), UUID(entry.data["to_message"]))
        if SavedSearch.objects.telling().exists():
            tell(touched_by(entries))
        write_due()

    def rest(self) -> None:
        """Write the letters that are due."""
        write_due()
