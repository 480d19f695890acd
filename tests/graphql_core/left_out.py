"""What is left out of graphql-core's tests, and why: the list is in left_out.toml."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from .running import Verdict

LEFT_OUT = {
    test: group["reason"]
    for group in tomllib.loads(Path(__file__).with_suffix(".toml").read_text()).get("group", [])
    for test in group["tests"]
}


def tally(verdicts: Mapping[str, Verdict]) -> Iterator[str]:
    """Sum up a run in a few lines."""
    outcomes = Counter(
        f"left out ({LEFT_OUT[name]})" if name in LEFT_OUT else verdict.outcome
        for name, verdict in verdicts.items()
    )
    asking = sum(verdict.asked > 0 for verdict in verdicts.values())
    calls = sum(verdict.asked for verdict in verdicts.values())
    yield f"graphql-core's tests: {len(verdicts)}, of which {asking} ask the executor {calls} times"
    for outcome, count in sorted(outcomes.items()):
        yield f"  {count} {outcome}"
