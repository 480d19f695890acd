"""Counting by the values of facets: both engines are asked for it, and tell it, in the same words.

The most frequent value comes first: in an order that is the next page's too, and anybody's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from .contract import Counts
from .fields import facet

MOST_VALUES = 1000  # of one facet that are counted


def counting(facets: Sequence[str]) -> dict[str, Any]:
    """Ask for it."""
    return {
        name: {"terms": {"field": facet(name), "size": MOST_VALUES, "shard_size": 10_000}}
        for name in facets
    }


def counts_in(told: Mapping[str, Any], facets: Sequence[str]) -> Counts:
    """Read what was told."""
    return {name: _sorted(told[name]["buckets"]) for name in facets}


def _sorted(buckets: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, int], ...]:
    counts = sorted((each["key"], each["doc_count"]) for each in buckets)
    return tuple(sorted(counts, key=itemgetter(1), reverse=True))
