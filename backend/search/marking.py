"""Where the words of a question stand in a text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import attrgetter

from .analysis import Analysis
from .pieces import Word

MOST_MARKS = 500  # words of one text that are shown as found
START = attrgetter("start")


class Marker:
    """Finds the words of one question in texts."""

    def __init__(self, analysis: Analysis, wanted: frozenset[str]) -> None:
        self._wanted = wanted
        self._known = analysis.known()
        self._having: frozenset[str] = frozenset()  # pieces that have one, of so many known
        self._of = 0

    def marks(self, text: str) -> list[Word]:
        """Read a text, and give the words that have a wanted term."""
        marks = [
            Word(word.terms, word.bare, word.start + start, word.end + start)
            for piece, words in self._found(set(text.split())).items()
            for word in words
            if not self._wanted.isdisjoint(word.terms)
            for start in _places(text, piece)
        ]
        marks.sort(key=START)
        return marks[:MOST_MARKS]

    def _found(self, pieces: set[str]) -> Mapping[str, tuple[Word, ...]]:
        """Give pieces with their words: those that have a wanted one, and what was not known."""
        known = self._known
        found = {piece: known[piece] for piece in pieces if piece not in known}
        if len(known) != self._of:  # others read too, and what they read is no longer new
            self._of, self._having = len(known), known.having(self._wanted)
        found.update((piece, known[piece]) for piece in pieces & self._having)
        return found


def _places(text: str, piece: str) -> Iterator[int]:
    """Say where something stands between two spaces, or at an end."""
    start = text.find(piece)
    while start >= 0:
        end = start + len(piece)
        if not text[start - 1 : start].strip() and not text[end : end + 1].strip():
            yield start
        start = text.find(piece, end)
