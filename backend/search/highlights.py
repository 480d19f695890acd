"""The piece of a hit that shows why it was found, cut from the original text."""

from __future__ import annotations

from collections.abc import Mapping

from .analysis import well_formed
from .contract import Document, Highlight
from .fields import TEXTS
from .marking import Marker
from .pieces import Word

WIDTH = 240  # characters of the piece that is shown
READ = 50_000  # characters of a text that are looked through first
CUT = "…"


def highlight(texts: Mapping[str, str], marker: Marker) -> Highlight:
    """Show the field where most of the question is, and there the densest piece."""
    marks = {name: marker.marks(texts[name][:READ]) for name in TEXTS if texts[name]}
    if not any(marks.values()):  # it may stand further back, in something long
        marks |= {name: marker.marks(texts[name]) for name in marks if len(texts[name]) > READ}
    name = max(marks, key=lambda name: _variety(marks[name]), default=TEXTS[0])
    return _cut(name, texts[name], marks.get(name, []))


def as_it_stands(shown: Highlight, document: Document) -> Highlight:
    """Give a piece that was shown of a document, or how it begins, if it has that no more."""
    texts = {name: well_formed(getattr(document, name)) for name in TEXTS}
    if _has(texts[shown.field], shown.text):
        return shown
    name = next(filter(texts.get, TEXTS), TEXTS[0])
    return _cut(name, texts[name], [])


def _has(text: str, piece: str) -> bool:
    """Whether a text has a piece where it was cut: all of it, where it was not."""
    cut_before, cut_behind = piece.startswith(CUT), piece.endswith(CUT)
    bare = piece.removeprefix(CUT).removesuffix(CUT)
    if cut_before and cut_behind:
        return bare in text
    if cut_before:
        return text.endswith(bare)
    if cut_behind:
        return text.startswith(bare)
    return text == piece


def _variety(marks: list[Word]) -> int:
    return len({mark.terms[0] for mark in marks})


def _cut(name: str, text: str, marks: list[Word]) -> Highlight:
    shown = _densest(marks)
    middle = (shown[0].start + shown[-1].end) // 2 if shown else 0
    start = max(0, min(middle - WIDTH // 2, len(text) - WIDTH))
    end = min(len(text), start + WIDTH)
    start, end = _whole_words(text, start, end, shown)
    before, after = CUT if start else "", CUT if end < len(text) else ""
    shift = len(before) - start
    inside = [mark for mark in marks if start <= mark.start and mark.end <= end]
    ranges = tuple((mark.start + shift, mark.end + shift) for mark in inside)
    return Highlight(name, f"{before}{text[start:end]}{after}", ranges)


def _densest(marks: list[Word]) -> list[Word]:
    """Choose the run of marks within one piece that has most of the question, the first of such."""
    best: list[Word] = []
    best_worth = (0, 0)
    first = 0
    for last, mark in enumerate(marks):
        while mark.end - marks[first].start > WIDTH and first < last:
            first += 1
        run = marks[first : last + 1]
        worth = (_variety(run), len(run))
        if worth > best_worth:
            best, best_worth = run, worth
    return best


def _whole_words(text: str, start: int, end: int, shown: list[Word]) -> tuple[int, int]:
    """Move both ends inwards to a space, short of what is shown."""
    if start:
        space = text.find(" ", start, shown[0].start) if shown else -1
        start = space + 1 if space >= 0 else start
    if end < len(text):
        space = text.rfind(" ", shown[-1].end if shown else start, end)
        end = space if space > 0 else end
    return start, end
