"""The contract of search: what an engine does.

An engine keeps documents and, *in the same commit*, the position in the journal that they
reflect. So after any accident the index says itself from where it has to follow on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import ClassVar, Protocol

from .contract import Document, Key, Position, T
from .indexed import Indexed
from .sought import Reader


class Rebuild(Protocol):
    """A new index, built beside the one that answers."""

    def add(self, documents: Iterable[Document | Indexed]) -> int:
        """Take documents in, read already or not, and count them.

        Raises `Poisoned` when some cannot be; then the others can be given again without harm.
        """

    def switch(self, position: Position) -> None:
        """Put the new index in the old one's place, at once and for every process."""


class Engine(Protocol):
    """What keeps documents and finds them. Safe to call from any thread."""

    scheme: ClassVar[str]  # of its address: "tantivy"

    def position(self) -> Position | None:
        """Say how far the index is; None when there is none that is sound: rebuild it."""

    def searchable(self) -> Position | None:
        """Say how far what is found is: at `position`, or shortly behind it."""

    def write(
        self,
        documents: Iterable[Document],
        removed: Iterable[Key],
        *,
        after: Position,
        position: Position,
    ) -> None:
        """Replace documents and drop the removed, and move on, all at once or not at all.

        An engine that cannot do it at once moves on last, and takes the same again.
        Raises `Moved` when the index does not stand ``after`` where the writer thinks, and
        `Poisoned` when some documents cannot be taken; the index does not move on then.
        """

    def read(self, how: Callable[[Reader], T]) -> T:
        """Read from the newest state; `SearchUnavailable` when there is none."""

    def rebuild(self) -> AbstractContextManager[Rebuild]:
        """Build beside; left without a switch, the new index is thrown away."""

    def close(self) -> None:
        """Let go of files and locks; the next call takes them up again."""
