"""What the last answer told of the index, and what was made of answers in the same state.

A state is an index and the position that it tells. While that stays, what was made of an answer
holds: it has all that the position covers, and nothing newer need be found yet.
"""

from __future__ import annotations

import threading
from typing import Any, NamedTuple

from backend.kept import Kept
from backend.search.contract import Position

MOST_KEPT = 64_000_000  # bytes of what was found in a state


class State(NamedTuple):
    """Which index answers, and how far it is."""

    name: str
    position: Position


class Seen:
    """The state that was seen last, by whichever thread, and what is kept of it."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self.state: State | None = None
        self._kept: Kept[Any] = Kept(MOST_KEPT)

    def see(self, state: State | None) -> None:
        """Note the state of an answer; nothing is kept of another one."""
        with self._turn:
            if state != self.state:
                self.state, self._kept = state, Kept(MOST_KEPT)

    def kept_of(self, state: State | None) -> Kept[Any] | None:
        """Give what is kept of a state, if it is the last one."""
        with self._turn:
            return self._kept if state and state == self.state else None
