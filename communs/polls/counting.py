"""Counting ranked votes: instant-runoff voting, round by round.

In each round every ballot counts for the option it ranks highest among those still there. An
option with more than half of them wins; otherwise the last one leaves, and its ballots go on to
their next. A ballot that ranks none of those still there rests. Options that no ballot counts for
leave together.

Ties for the last place: the option with fewer votes in the round before leaves, then in the one
before that, and so on; then the one that fewer ballots rank second, third…; then the one that
stands later in the poll. When all that are left have equally many votes, all of them win: a tie
is told, and broken by people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K")


@dataclass(frozen=True)
class Round(Generic[K]):
    """One round of counting."""

    counts: Mapping[K, int]  # of the options still there, in the poll's order
    resting: int  # ballots that rank none of them
    leaving: tuple[K, ...]  # after it


@dataclass(frozen=True)
class Runoff(Generic[K]):
    """How ranked votes were counted, and what won: nothing without votes, several when they tie."""

    rounds: tuple[Round[K], ...]
    winners: tuple[K, ...]


def instant_runoff(options: Sequence[K], ballots: Sequence[Sequence[K]]) -> Runoff[K]:
    """Count ballots, each of which names options in the order of preference."""
    rounds: list[Round[K]] = []
    there, winners = tuple(options), tuple[K, ...]()
    while not winners and any(ballots):
        counts = _tops(there, ballots)
        winners = _winners(counts)
        leaving = () if winners else _last(counts, rounds, ballots)
        rounds.append(Round(counts, len(ballots) - sum(counts.values()), leaving))
        there = tuple(option for option in there if option not in leaving)
    return Runoff(tuple(rounds), winners)


def _tops(there: Sequence[K], ballots: Sequence[Sequence[K]]) -> dict[K, int]:
    """Count each ballot for the option that it prefers among those still there."""
    still = frozenset(there)
    tops = Counter(next((o for o in ballot if o in still), None) for ballot in ballots)
    return {option: tops[option] for option in there}


def _winners(counts: Mapping[K, int]) -> tuple[K, ...]:
    most, total = max(counts.values()), sum(counts.values())
    if most * 2 > total or most * len(counts) == total:
        return tuple(option for option, count in counts.items() if count == most)
    return ()


def _last(
    counts: Mapping[K, int], rounds: Sequence[Round[K]], ballots: Sequence[Sequence[K]]
) -> tuple[K, ...]:
    """Name what leaves: all that nobody counts for; else the last, after all ties are broken."""
    without = tuple(option for option, count in counts.items() if not count)
    if without:
        return without
    least = min(counts.values())
    tied = [option for option, count in counts.items() if count == least]
    ranked = Counter(place for ballot in ballots for place in enumerate(ballot))

    def standing(option: K) -> tuple[int, ...]:
        before = [past.counts[option] for past in reversed(rounds)]
        later = [ranked[place, option] for place in range(1, max(map(len, ballots)))]
        return (*before, *later, -tied.index(option))

    return (min(tied, key=standing),)
