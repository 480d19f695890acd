"""Requests one after the other, where all that they need happens in this process.

The threads of one interpreter share one processor. Where requests share it as they come, each ends
as late as if it were the longest of them; where each has it to itself, the mean is no later, and
what takes little is not held up by what takes much. But nobody waits for more than a moment: what
takes long, or waits for something elsewhere, is not waited for to its end.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

MOMENT = 0.03  # seconds: several times what a search takes


class Turns:
    """One at a time, for a moment."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._began = 0.0  # when whoever has the turn got it

    @contextmanager
    def one(self) -> Iterator[None]:
        """Wait for a turn, and go on without one when somebody has had it for a moment."""
        left = self._began + MOMENT - monotonic()
        came = self._turn.acquire(timeout=max(left, 0.0))
        if came:
            self._began = monotonic()
        try:
            yield
        finally:
            if came:
                self._turn.release()
