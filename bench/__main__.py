"""``make bench``: pages of the graph beside other libraries, and beside the least that they take.

The demo network with a crowd is written to PostgreSQL, and the same question put to us, to twins
on graphene-django and strawberry-django, and to what does nothing but answer it. All answer alike,
which is seen to before anything is timed. docs/performance.md tells how to read the table. A goal
that is missed ends the run with an error.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from typing import TYPE_CHECKING

from .networks import begin, leader, load_network, tidy
from .printing import say

if TYPE_CHECKING:
    from .load import Question
    from .results import Results
    from .servers import Way

ROWS, MANY = 20, 500


def main() -> None:
    """Measure everything, print it, and say which goals are missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=10_000, help="of the crowd")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2, help="of one server in one round")
    given = parser.parse_args()
    began = time.monotonic()
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        raise SystemExit("DATABASE_URL names the PostgreSQL to measure on: make bench starts one.")
    for other in ("REDIS_URL", "SEARCH_URL", "ELASTICSEARCH_URL"):
        os.environ.pop(other, None)
    with tempfile.TemporaryDirectory() as folder:
        begin(folder)
        _write(given.messages)
        from .results import Results  # noqa: PLC0415 - only now is Django set up

        results = Results()
        _over_http(results, given.rounds, given.seconds)
        _inside(results)
        results.print()
        _profile(results)
    say(f"\n{time.monotonic() - began:.0f} s in all")
    for each in results.missed:
        print(f"missed: {each}", file=sys.stderr)  # noqa: T201
    sys.exit(1 if results.missed else 0)


def _write(messages: int) -> None:
    from . import pages  # noqa: PLC0415

    load_network(messages)
    pages.plant()
    tidy()


def _over_http(results: Results, rounds: int, seconds: int) -> None:
    from .load import JSON, Question, rates  # noqa: PLC0415
    from .pages import page, tree  # noqa: PLC0415
    from .servers import GRAPHENE, OURS, RAW, running  # noqa: PLC0415
    from .sessions import session_of  # noqa: PLC0415

    visitor = Question(page(ROWS), JSON)
    member = Question(page(ROWS), {**JSON, **session_of(leader())})
    best = _best(visitor)
    with running(best) as served:
        results.page(rates(served, visitor, rounds=rounds, seconds=seconds))
        two = [each for each in served if each.way.side in (OURS, GRAPHENE)]
        results.tree(rates(two, Question(tree(), JSON), rounds=rounds, seconds=2 * seconds))
    with running([each.knowing_who() for each in best if each.side != RAW]) as served:
        results.member(rates(served, member, rounds=rounds, seconds=seconds))


def _best(question: Question) -> list[Way]:
    """Serve each in every way, ask a little, and keep the way that answers most."""
    from .load import rates  # noqa: PLC0415
    from .servers import GRAPHENE, OURS, RAW, STRAWBERRY, running, ways  # noqa: PLC0415

    say(f"\n{'ways to serve the page, tried shortly':<52}{'each second':>14}")
    best = []
    for side in (OURS, GRAPHENE, STRAWBERRY, RAW):
        with running([each for each in ways() if each.side == side]) as served:
            tried = rates(served, question, rounds=2, seconds=1)
        for each in tried:
            say(f"  {side + ': ' + each.served.way.name:<50}{each.median:>14.0f}")
        best.append(max(tried, key=lambda each: each.median).served.way)
    return best


def _inside(results: Results) -> None:
    from . import execution, memory  # noqa: PLC0415
    from .servers import GRAPHENE, OURS, STRAWBERRY  # noqa: PLC0415

    results.executor(ROWS, execution.compare(ROWS, 300), 1.8)
    with execution.long_pages(MANY):
        results.executor(MANY, execution.compare(MANY, 40), 1.6)
    results.statements(*execution.tree_statements())
    results.memory({side: memory.peak(side, MANY) for side in (OURS, GRAPHENE, STRAWBERRY)})


def _profile(results: Results) -> None:
    from . import pages, spending  # noqa: PLC0415

    one, stages = spending.spent(pages.page(ROWS), 5.0)
    results.profile(one, stages, spending.in_database(ROWS))


if __name__ == "__main__":
    main()
