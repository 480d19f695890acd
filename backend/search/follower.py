"""Search follows the journal: what the facts touched is read again and written to the index.

Its cursor is the index's own position, for the two change together; the row in the database only
tells `/health`. An index that is lost, broken, or of another database is rebuilt here, while the
other followers go on, and nobody who writes has to wait.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone

from backend.journal.facts import KINDS
from backend.journal.following import Follower
from backend.journal.models import Entry

from . import engines
from .aside import Aside
from .checking import check_these, repair
from .contract import Document, Key, Moved, Poisoned, Position
from .rebuilding import position_at, rebuild
from .sources import present, to_read, turned

log = logging.getLogger(__name__)

LOOKED_BACK = timedelta(days=31)  # at what the calendar has changed, were nobody there for so long


class SearchFollower(Follower):
    """Keeps the index up to date."""

    name = "search"

    def __init__(self) -> None:
        self._stood = Position(0)  # where the entries to come follow on
        self._is_writing = False
        self._day: date | None = None  # on which the calendar was looked at

    def position(self) -> int:
        """Say how far the index is, after making one where there is none of this journal."""
        self._is_writing = True
        self._stood = self._standing()
        return self._stood.entry

    def follow(self, entries: Sequence[Entry]) -> None:
        """Write what these entries touched, as it is now."""
        keys = to_read(entry.fact for entry in entries if entry.kind in KINDS)
        reached = Position(entries[-1].id, entries[-1].at.isoformat())
        aside = Aside()
        try:
            self._write(present(keys, aside), keys, reached, aside)
        except Moved:
            log.info("The search index was replaced; following on from where it stands.")
        else:
            aside.forget(keys)

    def rest(self) -> None:
        """Once a day, have written again what is another by the calendar alone."""
        today = timezone.localdate()
        if self._day != today:
            repair(check_these(engines.engine(), turned(today - LOOKED_BACK, today)).wrong)
            self._day = today

    def _write(
        self, documents: list[Document], keys: set[Key], reached: Position, aside: Aside
    ) -> None:
        """Write all that can be; of what cannot, no older state stays to be found."""
        aside.remember()
        removed = keys - {document.key for document in documents}
        try:
            engines.engine().write(documents, removed, after=self._stood, position=reached)
        except Poisoned as poisoned:
            aside.all(poisoned.errors)
            sound = [each for each in documents if each.key not in poisoned.errors]
            self._write(sound, keys, reached, aside)

    def close(self) -> None:
        """Let another process write, if it was we who did; searching opens the index again."""
        if self._is_writing:
            engines.engine().close()
        self._is_writing = False

    def _standing(self) -> Position:
        position = engines.engine().position()
        if position is not None and position == position_at(position.entry):
            return position
        log.info("The search index is %s; building it.", "foreign" if position else "missing")
        return rebuild(engines.engine())
