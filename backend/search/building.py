"""What an engine does with a new index, while another one answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from .contract import Document, Position
from .indexed import Indexed


class Rebuild(Protocol):
    """A new index, built beside the one that answers."""

    def add(self, documents: Iterable[Document | Indexed]) -> int:
        """Take documents in, read already or not, and count them.

        Raises `Poisoned` when some cannot be; then the others can be given again without harm.
        """

    def switch(self, position: Position) -> None:
        """Put the new index in the old one's place, at once and for every process."""
