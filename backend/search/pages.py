"""Pages of hits, in one total order: the better first, of equals the newer.

A cursor holds the ranks of the hit it stands at and of a few before it, not a count of those
before. The next page goes on behind the last of them that is found now; so while the index stays
as it is nothing is skipped or given twice, and when documents come and go meanwhile only those
that moved are. When all of them are gone, it goes on at the place they left.

A cursor holds no score: each document written changes all of them a little, so they would tell
of documents that are not there for whoever reads the cursor.
"""

from __future__ import annotations

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime
from enum import IntEnum
from typing import NamedTuple, TypeAlias
from uuid import UUID

from .contract import DEEPEST
from .refusals import BadCursor, TooDeep

HEADING = struct.Struct(">BH")
RANK = struct.Struct(">Q")
REMEMBERED = 4  # hits, the cursor's own included
PACKED = [struct.Struct(f"{HEADING.format}{ranks}Q") for ranks in range(REMEMBERED + 1)]
LOW_BITS = 20
LATEST = (1 << (63 - LOW_BITS)) - 1  # milliseconds


Place: TypeAlias = tuple[float, int, int, int]
"""Where a hit stands: its score, what decides between equals, the rank that names it, and where
the engine gave it. Compares higher when it comes earlier. A plain tuple, for there are many."""


class Width(IntEnum):
    """How far was looked for what a page shows."""

    STRICT = 0  # it has all the words
    WIDE = 1  # or most of them
    FORGIVING = 2  # or what was meant by them


WIDTHS = frozenset(Width)


class Cursor(NamedTuple):
    """Where a page ended: how many hits were before, and its last ranks, the last of all first."""

    width: Width
    place: int
    ranks: tuple[int, ...]

    @classmethod
    def at(cls, places: Sequence[Place], index: int, width: Width) -> Cursor:
        """Stand at one of the hits of a page."""
        before = places[max(0, index + 1 - REMEMBERED) : index + 1]
        return cls(width, index, tuple(rank for _score, _then, rank, _at in reversed(before)))

    def __str__(self) -> str:
        packed = PACKED[len(self.ranks)].pack(self.width, self.place, *self.ranks)
        return urlsafe_b64encode(packed).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> Cursor:
        """Read back what a page gave."""
        try:
            packed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
            width, index = HEADING.unpack_from(packed)
            ranks = tuple(rank for (rank,) in RANK.iter_unpack(packed[HEADING.size :]))
        except (ValueError, struct.error):
            raise BadCursor from None
        if not 0 < len(ranks) <= REMEMBERED or width not in WIDTHS:
            raise BadCursor
        return cls(Width(width), index, ranks)

    def next_in(self, places: Sequence[Place]) -> int:
        """Say where the next page begins, in places sorted from the best."""
        standing = {place[2]: index for index, place in enumerate(places)}
        known = [standing[rank] + 1 for rank in self.ranks if rank in standing]
        begin = known[0] if known else max(0, self.place + 1 - len(self.ranks))
        if begin >= DEEPEST:
            raise TooDeep
        return begin


def rank(at: datetime, key: UUID) -> int:
    """Give the number that orders documents of one score: milliseconds, then low bits of an id.

    It fits in 63 bits.
    """
    return _milliseconds(at) << LOW_BITS | key.int & ((1 << LOW_BITS) - 1)


def bound(at: datetime) -> int:
    """Give the least rank of a moment."""
    return _milliseconds(at) << LOW_BITS


def _milliseconds(at: datetime) -> int:
    return min(max(0, int(at.timestamp() * 1000)), LATEST)
