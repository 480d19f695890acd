"""What differs between two texts, in words: readable, and bounded in what it costs.

Lines are compared first, then the words within those that changed, each by Myers' greedy
algorithm. It is quick where texts are alike, and quadratic where they have nothing in common; so
a budget is kept, and what it does not reach is told as removed and added whole.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

STEPS = 200_000  # that comparisons on one budget may take: some tenths of a second

WORDS = re.compile(r"\w+|\s+|[^\w\s]")


class PieceKind(Enum):
    """What became of a piece of text."""

    SAME = "SAME"
    REMOVED = "REMOVED"
    ADDED = "ADDED"


@dataclass(frozen=True)
class Piece:
    """A run of text that stayed, went or came."""

    kind: PieceKind
    text: str


@dataclass
class Budget:
    """How many steps comparisons may still take."""

    steps: int = STEPS

    def spend(self, steps: int) -> bool:
        """Take steps; whether there still were some."""
        self.steps -= steps
        return self.steps >= 0


Reached: TypeAlias = "array[int]"
Block: TypeAlias = "tuple[int, int, int, int]"  # old from, to; new from, to: what differs


def difference(old: str, new: str, budget: Budget | None = None) -> list[Piece]:
    """Give the pieces that make the old text without those added, the new without those removed."""
    budget = budget or Budget()
    pieces: list[Piece] = []
    old_lines, new_lines = old.splitlines(keepends=True), new.splitlines(keepends=True)
    place = 0
    for a, b, c, d in _blocks(old_lines, new_lines, budget):
        pieces.append(Piece(PieceKind.SAME, "".join(old_lines[place:a])))
        pieces += _in_words("".join(old_lines[a:b]), "".join(new_lines[c:d]), budget)
        place = b
    pieces.append(Piece(PieceKind.SAME, "".join(old_lines[place:])))
    return _joined(pieces)


def _in_words(old: str, new: str, budget: Budget) -> Iterator[Piece]:
    old_words, new_words = WORDS.findall(old), WORDS.findall(new)
    place = 0
    blocks = _settled(_blocks(old_words, new_words, budget), old_words, new_words)
    for a, b, c, d in _readable(blocks, old_words):
        yield Piece(PieceKind.SAME, "".join(old_words[place:a]))
        yield Piece(PieceKind.REMOVED, "".join(old_words[a:b]))
        yield Piece(PieceKind.ADDED, "".join(new_words[c:d]))
        place = b
    yield Piece(PieceKind.SAME, "".join(old_words[place:]))


def _settled(blocks: list[Block], old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """Move what was only added, or only removed, as far down as it reads the same.

    So a sentence that comes behind another is added whole, not from the full stop before it.
    """
    settled: list[Block] = []
    following = (len(old), len(old), len(new), len(new))
    for a, b, c, d in reversed(blocks):
        words, begin, end = (new, c, d) if a == b else (old, a, b)
        room = min(following[0] - b, following[2] - d) if a == b or c == d else 0
        down = next((at for at in range(room) if words[begin + at] != words[end + at]), room)
        following = (a + down, b + down, c + down, d + down)
        settled.append(following)
    return settled[::-1]


def _readable(blocks: list[Block], words: Sequence[str]) -> list[Block]:
    """Join what only a space keeps apart: a reader sees phrases, not crumbs."""
    joined: list[Block] = []
    for a, b, c, d in blocks:
        if joined and all(word.isspace() for word in words[joined[-1][1] : a]):
            before = joined.pop()
            joined.append((before[0], b, before[2], d))
        else:
            joined.append((a, b, c, d))
    return joined


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Drop what is empty, and make one of neighbours of one kind."""
    joined: list[Piece] = []
    for piece in pieces:
        if piece.text and joined and joined[-1].kind is piece.kind:
            joined[-1] = Piece(piece.kind, joined[-1].text + piece.text)
        elif piece.text:
            joined.append(piece)
    return joined


def _blocks(old: Sequence[str], new: Sequence[str], budget: Budget) -> list[Block]:
    """Find the runs that differ, in order."""
    most = min(len(old), len(new))
    start = next((at for at in range(most) if old[at] != new[at]), most)
    end = next((at for at in range(most - start) if old[-1 - at] != new[-1 - at]), most - start)
    a, b = old[start : len(old) - end], new[start : len(new) - end]
    if not a and not b:
        return []
    whole = (start, start + len(a), start, start + len(b))
    if not a or not b or (path := _path(a, b, budget)) is None:
        return [whole]
    return [(start + i, start + j, start + k, start + m) for i, j, k, m in _runs(path, a, b)]


def _path(a: Sequence[str], b: Sequence[str], budget: Budget) -> list[Reached] | None:
    """Search the shortest way from one to the other; None when the budget does not reach.

    Gives for each number of steps how far each diagonal was followed, the lowest first.
    """
    ways: list[Reached] = []
    for depth in range(len(a) + len(b) + 1):
        reached = array("l")
        for at in range(depth + 1):
            x, _goes_down = _step(ways, depth, at)
            begin, y = x, x - (2 * at - depth)
            while x < len(a) and y < len(b) and a[x] == b[y]:
                x, y = x + 1, y + 1
            reached.append(x)
            if not budget.spend(1 + x - begin):
                return None
            if x >= len(a) and y >= len(b):
                return ways
        ways.append(reached)
    return None


def _step(ways: Sequence[Reached], depth: int, at: int) -> tuple[int, bool]:
    """Say where a step onto a diagonal begins, and whether it goes down: adds, not removes."""
    if depth == 0:
        return 0, True
    before = ways[depth - 1]
    if at == 0 or (at < depth and before[at - 1] < before[at]):
        return before[at], True
    return before[at - 1] + 1, False


def _runs(ways: Sequence[Reached], a: Sequence[str], b: Sequence[str]) -> list[Block]:
    """Walk the way back, and give the runs of steps that are no match."""
    runs: list[Block] = []
    diagonal = len(a) - len(b)
    for depth in range(len(ways), 0, -1):
        x, goes_down = _step(ways, depth, (diagonal + depth) // 2)
        y = x - diagonal
        x_before, y_before = (x, y - 1) if goes_down else (x - 1, y)
        if runs and (runs[-1][0], runs[-1][2]) == (x, y):
            runs[-1] = (x_before, runs[-1][1], y_before, runs[-1][3])
        else:
            runs.append((x_before, x, y_before, y))
        diagonal = x_before - y_before
    return runs[::-1]
