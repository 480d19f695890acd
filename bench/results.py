"""The table: what was measured, beside what is to be reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .execution import Compared
from .load import Rate
from .printing import say
from .servers import GRAPHENE, OURS, RAW, STRAWBERRY

WIDTH = 74


@dataclass(frozen=True)
class Line:
    """One thing that was measured, of us or of another."""

    what: str
    figure: str
    ratio: str = ""
    goal: str = ""


class Results:
    """All that was measured in one run."""

    def __init__(self) -> None:
        self.missed: list[str] = []
        self._lines: list[Line] = []
        self._one_over_http = 0.0

    def page(self, rates: Sequence[Rate]) -> None:
        """Take the page over HTTP."""
        ours = _of(rates, OURS)
        self._one_over_http = 1 / ours.median
        self._head("page of 20 resources with author, group, topics; HTTP", ours)
        self._beside(ours, _of(rates, GRAPHENE), 4.5)
        self._beside(ours, _of(rates, STRAWBERRY), 4.5)
        self._beside(ours, _of(rates, RAW), 0.3)

    def member(self, rates: Sequence[Rate]) -> None:
        """Take the same, signed in."""
        ours = _of(rates, OURS)
        self._head("the same, signed in; HTTP", ours)
        self._beside(ours, _of(rates, GRAPHENE), 4.0)
        self._beside(ours, _of(rates, STRAWBERRY), 4.0)

    def tree(self, rates: Sequence[Rate]) -> None:
        """Take the three levels."""
        ours = _of(rates, OURS)
        self._head("three levels, 20 by 10 by 5 nodes; HTTP", ours)
        self._beside(ours, _of(rates, GRAPHENE), 6.0)

    def executor(self, size: int, compared: Compared, most: float) -> None:
        """Take the executor by itself."""
        ours, by_hand = compared.statements
        self._lines.append(Line(f"executor alone, {size} rows", _ms(compared.ours)))
        self._judge(
            f"  by hand, {by_hand} statements; ours {ours}",
            _ms(compared.by_hand),
            compared.ours / compared.by_hand,
            most=most,
        )

    def statements(self, full: int, narrow: int) -> None:
        """Take the number of statements of the tree, and of a tree of two at each level."""
        self._lines.append(
            Line("three levels: statements, and with 2 by 2 by 2", f"{full}, {narrow}")
        )
        if full != narrow:
            self.missed.append(f"three levels: {full} statements, and {narrow} for a small tree")

    def memory(self, peaks: Mapping[str, int]) -> None:
        """Take the peaks of memory."""
        self._lines.append(Line("memory at its peak, 500 rows (tracemalloc)", _mb(peaks[OURS])))
        ratio = peaks[OURS] / peaks[GRAPHENE]
        self._judge(f"  {GRAPHENE}", _mb(peaks[GRAPHENE]), ratio, most=0.5)
        other = peaks[STRAWBERRY]
        self._lines.append(Line(f"  {STRAWBERRY}", _mb(other), f"{peaks[OURS] / other:.2f}"))

    def print(self) -> None:
        """Print the table."""
        say(f"\n{'what':<{WIDTH}}{'':>14}{'ratio':>8}{'goal':>8}")
        for line in self._lines:
            say(f"{line.what:<{WIDTH}}{line.figure:>14}{line.ratio:>8}{line.goal:>8}")

    def profile(self, one: float, stages: Mapping[str, float], in_database: float) -> None:
        """Print where the time of one page goes."""
        say(f"\n{'where the time of one page of 20 goes':<{WIDTH}}{'':>14}{'part':>8}")
        outside = max(self._one_over_http - one, 0.0)
        whole = one + outside
        for stage, seconds in stages.items():
            say(f"{stage:<{WIDTH}}{_ms(seconds):>14}{seconds / whole:>8.0%}")
            if stage.startswith("PostgreSQL"):
                say(f"{'  of which its own planning and execution':<{WIDTH}}{_ms(in_database):>14}")
        server = "server, event loop, and threads that wait for one another"
        say(f"{server:<{WIDTH}}{_ms(outside):>14}{outside / whole:>8.0%}")
        say(f"{'whole':<{WIDTH}}{_ms(whole):>14}")

    def _head(self, what: str, ours: Rate) -> None:
        self._lines.append(Line(f"{what} ({ours.served.way.name})", _rate(ours)))

    def _beside(self, ours: Rate, other: Rate, least: float) -> None:
        way = other.served.way
        self._judge(
            f"  {way.side} ({way.name})", _rate(other), ours.median / other.median, least=least
        )

    def _judge(
        self, what: str, figure: str, ratio: float, *, least: float = 0.0, most: float = 0.0
    ) -> None:
        goal = f"≥ {least:g}" if least else f"≤ {most:g}"
        self._lines.append(Line(what, figure, f"{ratio:.2f}", goal))
        if ratio < least or (most and ratio > most):
            above = next(each.what for each in reversed(self._lines) if each.what[0] != " ")
            self.missed.append(f"{above} beside {what.strip()}: {ratio:.2f}, and not {goal}")


def _of(rates: Sequence[Rate], side: str) -> Rate:
    return next(each for each in rates if each.served.way.side == side)


def _rate(rate: Rate) -> str:
    return f"{rate.median:.0f}/s"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


def _mb(size: int) -> str:
    return f"{size / 1e6:.2f} MB"
