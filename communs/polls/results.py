"""What a poll came to, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from .choices import Answer, Stance
from .counting import instant_runoff


@dataclass(frozen=True)
class StanceCount:
    """How many stand where."""

    stance: str
    count: int


@dataclass(frozen=True)
class OptionCount:
    """How many are for an option: who chose it, ranks it first, or says yes to a time."""

    option: UUID
    count: int
    if_need_be: int = 0
    no: int = 0


@dataclass(frozen=True)
class RoundResult:
    """One round of counting ranked votes."""

    number: int
    options: Sequence[OptionCount]
    resting: int
    leaving: Sequence[UUID]


@dataclass(frozen=True)
class Results:
    """What a poll came to: the parts that its kind has; the others are empty."""

    stances: Sequence[StanceCount] = ()
    options: Sequence[OptionCount] = ()
    rounds: Sequence[RoundResult] = ()
    best: Sequence[UUID] = ()


Said = Sequence[tuple[UUID, int | None, str]]  # of one vote: each option, its rank, its answer


def of_proposal(stances: Sequence[str]) -> Results:
    """Count where people stand."""
    counts = Counter(stances)
    return Results(stances=[StanceCount(stance, counts[stance]) for stance in Stance])


def of_choices(options: Sequence[UUID], votes: Sequence[Said]) -> Results:
    """Count who chose what; the best are those chosen most."""
    counts = Counter(option for vote in votes for option, _rank, _answer in vote)
    most = max(counts.values(), default=0)
    best = [option for option in options if most and counts[option] == most]
    return Results(options=[OptionCount(each, counts[each]) for each in options], best=best)


def of_ranking(options: Sequence[UUID], votes: Sequence[Said]) -> Results:
    """Count preferences, round by round; the best is what wins the last one."""
    ballots = [
        [option for option, _rank, _answer in sorted(vote, key=lambda said: said[1] or 0)]
        for vote in votes
    ]
    runoff = instant_runoff(options, ballots)
    rounds = [
        RoundResult(
            number=number,
            options=[OptionCount(option, count) for option, count in each.counts.items()],
            resting=each.resting,
            leaving=each.leaving,
        )
        for number, each in enumerate(runoff.rounds, 1)
    ]
    firsts = Counter(ballot[0] for ballot in ballots if ballot)
    counts = [OptionCount(option, firsts[option]) for option in options]
    return Results(options=counts, rounds=rounds, best=runoff.winners)


def of_times(options: Sequence[UUID], votes: Sequence[Said]) -> Results:
    """Count who can come when; the best is when most can, and of these when most simply say yes."""
    said = Counter((option, answer) for vote in votes for option, _rank, answer in vote)
    counts = [
        OptionCount(
            each, said[each, Answer.YES], said[each, Answer.IF_NEED_BE], said[each, Answer.NO]
        )
        for each in options
    ]
    weights = {each.option: (each.count + each.if_need_be, each.count) for each in counts}
    heaviest = max(weights.values(), default=(0, 0))
    best = [option for option in options if heaviest[0] and weights[option] == heaviest]
    return Results(options=counts, best=best)
