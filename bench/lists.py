"""``make bench-lists``: every list of the graph, narrowed every way, in a large network.

A database is made for the run, in ``DATABASE_URL`` where that is set, and filled with the demo
network and a crowd. Each list is asked for as a member would, by pages of 20, and then what front
ends ask most. The figures are milliseconds at the server, from the text of the document to the
bytes of the answer: those that count are of the processor for SQLite, which does all its work in
this process, and by the clock for PostgreSQL. A list that takes 50 ms or more ends the run
with an error; so does what reads a whole table of size, unless it says here why that is right.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable
from typing import TYPE_CHECKING

from .networks import begin, crowded

if TYPE_CHECKING:
    from backend.rules import Actor

    from .asking import Asked

MOST = 50.0  # milliseconds, of one list
MOST_OF_PAGES = 100.0  # of what shows several lists at once
PAGES = {"home", "groups with threads and events"}
FEW = "cheaper than so many looks into its index while it is no larger"
RIGHT = {  # what may read a whole table: how its name begins, and why
    "territories(name": "every name is looked through; France has no more of them",
    "resources(territory": "of what lies in all of France, that is the way",
    "resources(topic).totalCount": "it counts all that carry a topic",
    "thread.messages": FEW,
    "poll.voterCount": FEW,
}


def main() -> None:
    """Make a network, ask for every list every way, and print what each takes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--only", default="", help="what begins so, and nothing else")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        begin(folder)
        actor = crowded(given.messages)
        from .asking import pages, ways  # noqa: PLC0415

        bad = [
            _table(title, [each for each in asked if each.name.startswith(given.only)], actor)
            for title, asked in (("lists", ways()), ("what is asked most", pages(actor)))
        ]
        sys.exit(min(sum(bad), 1))


def _table(title: str, ways: Iterable[Asked], actor: Actor) -> int:
    """Print a line for each; give how many of them take too long, or read too much."""
    from .measuring import measure  # noqa: PLC0415

    ways = list(ways)
    print(f"\n{title:<52}{'busy ms':>9}{'wall ms':>9}{'SQL':>5}  reads whole")  # noqa: T201
    bad = 0
    for asked in ways:
        found = measure(asked, actor)
        most = MOST_OF_PAGES if asked.name in PAGES else MOST
        reason = next((why for name, why in RIGHT.items() if asked.name.startswith(name)), "")
        bad += found.took >= most or bool(found.scans and not reason)
        scans = ", ".join(found.scans) + (f" ({reason})" if found.scans and reason else "")
        times = f"{found.process:>9.2f}{found.wall:>9.2f}{found.statements:>5}"
        print(f"{asked.name[:51]:<52}{times}  {scans}")  # noqa: T201
    print(f"{len(ways)} ways, {bad} of them too slow or without an index")  # noqa: T201
    return bad


if __name__ == "__main__":
    main()
