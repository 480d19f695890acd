"""Tells how each of graphql-core's tests fares: ``python -m tests.graphql_core [MODULE [PATH…]]``.

The module is the executor's: ours, or ``graphql.execution`` for graphql-core's own.
"""

from __future__ import annotations

import sys

from .left_out import LEFT_OUT, tally
from .running import run

verdicts = run(*sys.argv[1:])
for name, verdict in sorted(verdicts.items()):
    if verdict.outcome != "passed" and name not in LEFT_OUT:
        print(f"{verdict.outcome} {name}\n    {verdict.reason[:2000]}")  # noqa: T201 - is its use
for line in tally(verdicts):
    print(line)  # noqa: T201 - is its use
