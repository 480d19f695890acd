"""What stands between two spaces: texts repeat it, so it is read once, and known from then on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from typing import NamedTuple

MOST_KEPT = 50_000  # pieces whose reading is kept
KEPT = 40  # characters of such a piece: longer ones seldom come again


class Word(NamedTuple):
    """A word that counts: its terms, how it is spelled, and where it stands in the text."""

    terms: tuple[str, ...]
    bare: str  # as written, in small letters without accents
    start: int
    end: int


class Written(dict[str, str]):
    """What an index keeps of pieces that were read before: looked up without a call for each."""

    def __init__(self, read: Callable[[str], str]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, piece: str) -> str:
        found = self._read(piece)
        if len(piece) <= KEPT:
            if len(self) >= MOST_KEPT:
                self.clear()  # what comes again is soon here again
            self[piece] = found
        return found


class Known(dict[str, tuple[Word, ...]]):
    """The words of pieces, and the pieces that have a term.

    By these a question's words are looked for in what a text has, and not in each piece of it.
    """

    def __init__(self, read: Callable[[str], tuple[Word, ...]]) -> None:
        super().__init__()
        self._read = read
        self._having: dict[str, list[str]] = {}

    def __missing__(self, piece: str) -> tuple[Word, ...]:
        words = self._read(piece)
        if len(piece) <= KEPT and not self.is_full:
            for term in {term for word in words for term in word.terms}:
                self._having.setdefault(term, []).append(piece)
            self[piece] = words  # last: whoever finds it here finds it by its terms too
        return words

    @property
    def is_full(self) -> bool:
        """Whether it keeps nothing more: another is begun, and this one read to the end."""
        return len(self) >= MOST_KEPT

    def having(self, terms: Iterable[str]) -> frozenset[str]:
        """Give the pieces that have any of some terms."""
        return frozenset(chain.from_iterable(self._having.get(term, ()) for term in terms))
