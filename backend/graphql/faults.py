"""What goes wrong in an execution, and which of it is told."""

from __future__ import annotations

from operator import itemgetter
from typing import Any, Final, NamedTuple

from graphql import GraphQLError, located_error

from .places import Place, Places
from .positions import Position

BROKEN: Final = object()  # where a value is missing that may not be: the null rises


class Fault(NamedTuple):
    """An error, and the place where it came up; None for the whole answer."""

    error: GraphQLError
    place: Place | None


class Faults:
    """The errors of one execution."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self.breaks = 0  # how often something broke: where nothing did, nobody looks for it

    def note(self, position: Position, error: Exception, places: Places, at: int) -> Any:
        """Note the error of one value, and give what stands in its stead."""
        place = places.place(at)
        path = place.path.as_list() if place else None
        self._faults.append(Fault(located_error(error, position.field.nodes, path), place))
        if position.nullable:
            return None
        self.breaks += 1
        return BROKEN

    def mark(self) -> tuple[int, int]:
        """Name this moment, for `forget`."""
        return len(self._faults), self.breaks

    def forget(self, mark: tuple[int, int]) -> None:
        """Forget what was noted since a moment."""
        del self._faults[mark[0] :]
        self.breaks = mark[1]

    def told(self) -> list[GraphQLError]:
        """Give the errors that come up depth first, where a null that rises ends all within it.

        They are sorted as graphql-core sorts them: by where they are in the document.
        """
        told: list[GraphQLError] = []
        ended: set[tuple[int, ...]] = set()
        ranked = [(fault.place.rank if fault.place else (), fault) for fault in self._faults]
        for rank, fault in sorted(ranked, key=itemgetter(0)):
            if not any(rank[:depth] in ended for depth in range(len(rank) + 1)):
                told.append(fault.error)
                null = fault.place.null if fault.place else None
                ended.add(null.rank if null else ())
        return sorted(told, key=lambda each: (each.locations or [], each.path or [], each.message))
