"""How well a ranking answers: by the field's standard measures, on keys in the order found.

A key that comes twice counts where it comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log2


def ndcg_at(most: int, found: Sequence[str], grades: Mapping[str, int]) -> float:
    """Normalized discounted cumulative gain of the first ``most``: 1 is the best order there is.

    A text of grade g at place i, counted from 1, gains (2^g - 1) / log2(i + 1). The sum is
    divided by that of all graded texts in the best order, cut off at the same place. A text
    without a grade gains nothing. Where nothing is graded there is nothing to miss: 1.
    """
    best = _gain(sorted(grades.values(), reverse=True)[:most])
    return _gain(grades.get(key, 0) for key in _first(most, found)) / best if best else 1.0


def recall_at(most: int, found: Sequence[str], grades: Mapping[str, int]) -> float:
    """Which part of all texts of grade 1 or more is among the first ``most``.

    The whole is every such text, even when they are more than ``most``. Where there is none
    there is nothing to miss: 1.
    """
    relevant = {key for key, grade in grades.items() if grade >= 1}
    return len(relevant.intersection(_first(most, found))) / len(relevant) if relevant else 1.0


def overlap(
    ones: Sequence[Sequence[str]], others: Sequence[Sequence[str]], most: int = 10
) -> float:
    """How far two engines agree on the first ``most``: the mean over their answers, pair by pair.

    Of one pair it is what both have, in whatever order, divided by the longer of the two; two
    empty answers agree.
    """
    shares = [
        _share(_first(most, one), _first(most, other))
        for one, other in zip(ones, others, strict=True)
    ]
    return mean(shares)


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean, each query weighing the same."""
    return sum(values) / len(values)


def _gain(grades: Iterable[int]) -> float:
    return sum((2**grade - 1) / log2(place + 1) for place, grade in enumerate(grades, start=1))


def _first(most: int, found: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(found))[:most]


def _share(one: list[str], other: list[str]) -> float:
    longer = max(len(one), len(other))
    return len(set(one) & set(other)) / longer if longer else 1.0
