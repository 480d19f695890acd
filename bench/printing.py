"""Where the figures go."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

WIDTH = 60  # of what a line is about


def say(line: str = "") -> None:
    """Print a line, at once."""
    print(line, flush=True)  # noqa: T201


def percentile(times: Sequence[float], part: float) -> float:
    """Give the time that so large a part of all stays within."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def spread(times: Sequence[float]) -> str:
    """Write the median, the ninth tenth and the last hundredth, in columns."""
    cells = (statistics.median(times), percentile(times, 0.9), percentile(times, 0.99))
    return "".join(f"{each:>9.2f}" for each in cells)
