"""Dice: what is drawn at random, in the fewest and simplest draws, so that thousands are quick."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


@dataclass(frozen=True)
class Dice:
    """Throws by ``draw``; of whatever is thrown, Hypothesis finds the simplest that fails."""

    draw: Callable[..., Any]

    def count(self, least: int, most: int) -> int:
        """Throw a number; the least is the simplest."""
        return least + int(self.draw(_up_to(most - least))) if most > least else least

    def one(self, of: Sequence[T]) -> T:
        """Throw one of these; the first is the simplest."""
        return of[self.count(0, len(of) - 1)]

    def some(self, of: Sequence[T], *, least: int = 0, most: int = 4) -> list[T]:
        """Throw a few of these, each once at the most."""
        left = list(of)
        count = self.count(least, min(most, len(left)))
        return [left.pop(self.count(0, len(left) - 1)) for _ in range(count)]

    def happens(self, percent: int) -> bool:
        """Throw whether something happens; the simplest is that it does not."""
        return self.count(0, 99) >= 100 - percent


@cache
def _up_to(most: int) -> st.SearchStrategy[int]:
    return st.integers(0, most)
