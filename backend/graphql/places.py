"""Where values stand in an answer: worked out only for the few that something went wrong with.

Breadth-first, the values of one position lie in one sequence. How each came there is a chain of
steps, one for all of them: under a field of the objects above, an item of a list, one of those
that are no null. `place` walks the chain back for a single value; `paths` goes along it once for
all of them, for plain resolvers, each of which is told its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple, Protocol

from graphql.pyutils import Path


class Place(NamedTuple):
    """One place in the answer, and the place around it, to which a null may have to rise."""

    around: Place | None
    key: str | int  # in the object or the list around it
    number: int  # where it stands among its siblings
    nullable: bool
    type_name: str | None  # of the object around it

    @property
    def path(self) -> Path:
        """Where it is, as GraphQL's errors and resolvers are told."""
        return Path(self.around and self.around.path, self.key, self.type_name)

    @property
    def rank(self) -> tuple[int, ...]:
        """Where it stands among all places when they are taken depth first."""
        return (*(self.around.rank if self.around else ()), self.number)

    @property
    def null(self) -> Place | None:
        """Where a null is put when none may stand here; None for the whole answer."""
        place: Place | None = self
        while place and not place.nullable:
            place = place.around
        return place


class Places(Protocol):
    """The places of all values of one position, in their order."""

    @property
    def paths(self) -> Sequence[Path | None]:
        """Where each of them is, as resolvers are told; None for the whole answer."""

    def place(self, at: int) -> Place | None:
        """Give the place of one value; None for the whole answer."""


class Whole:
    """The place of the whole answer."""

    paths: Sequence[Path | None] = (None,)

    def place(self, _at: int) -> Place | None:
        return None


@dataclass
class Under:
    """Under a key of each object above."""

    above: Places
    key: str
    number: int
    nullable: bool
    type_name: str

    @cached_property
    def paths(self) -> Sequence[Path]:
        return [Path(around, self.key, self.type_name) for around in self.above.paths]

    def place(self, at: int) -> Place:
        around = self.above.place(at)
        return Place(around, self.key, self.number, self.nullable, self.type_name)


@dataclass
class Some:
    """Some of the values above, by their indexes."""

    above: Places
    indexes: Sequence[int]

    @cached_property
    def paths(self) -> Sequence[Path | None]:
        every = self.above.paths
        return [every[at] for at in self.indexes]

    def place(self, at: int) -> Place | None:
        return self.above.place(self.indexes[at])


class Items:
    """The items of each list above, one list after the other."""

    def __init__(self, above: Places, lengths: Sequence[int], *, nullable: bool) -> None:
        self.above = above
        self.lengths = lengths
        self.nullable = nullable

    @cached_property
    def paths(self) -> Sequence[Path]:
        around = zip(self.above.paths, self.lengths, strict=True)
        return [Path(path, at, None) for path, length in around for at in range(length)]

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(self.lengths))

    def place(self, at: int) -> Place:
        which = bisect_right(self._ends, at)
        number = at - (self._ends[which] - self.lengths[which])
        return Place(self.above.place(which), number, number, self.nullable, None)
