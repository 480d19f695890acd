"""What finding asks of an engine, and what it is given: columns, documents, counts."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple, Protocol, TypeVar
from uuid import UUID

from backend.kept import Weighty

from .contract import Counts, Order, Position
from .matches import Match

LONGEST_TITLE = 1_000  # characters of a title that are given by itself

W = TypeVar("W", bound=Weighty)


class Sought(NamedTuple):
    """What is looked for, and how many of the best or newest are to be given."""

    match: Match
    most: int
    order: Order
    facets: Sequence[str] = ()  # by which all that match are counted too
    to_read: Sequence[str] = ()  # texts of what is given that will be read: they may come along


class Top(NamedTuple):
    """What matches: how many documents, and columns of the best, the highest score first."""

    total: int
    scores: Sequence[float]
    ranks: Sequence[int]
    moments: Sequence[int]  # by which they come, in an order of time
    weights: Sequence[int]  # thousandths; none in an order of time, or where scores hold them
    addresses: Sequence[Any]  # where the engine keeps them
    counts: Counts = {}  # of all that match, by the values of the facets asked for
    along: int = 0  # characters of documents that came along


class Stored(NamedTuple):
    """A document as it was put in."""

    kind: str
    id: UUID
    language: str  # in which its texts were read
    texts: Mapping[str, str]
    link: Mapping[str, str]
    sum: str = ""  # what `indexed.py` put in as "sum": tells states of the document apart


class Titled(NamedTuple):
    """A document by its title."""

    kind: str
    id: UUID
    language: str  # in which it was read
    title: str


class Likely(NamedTuple):
    """What is likeliest to be meant: of which choice it is, and titles, the likeliest first."""

    choice: int
    titles: Iterable[Titled]  # read as they are asked for


class Counting(NamedTuple):
    """What is counted, and by which facets."""

    match: Match
    facets: Sequence[str]


class Reader(Protocol):
    """The newest state of an index, while it is read.

    All documents are walked through by `Between("rank", 0, limit)` in the order of dates; what
    else an engine keeps, its position say, has no rank and is never among them.
    """

    orders: ClassVar[bool]  # whether what it gives first comes first: what is worth more, or newer

    def best(self, sought: Sought) -> Top:
        """Count all that match, by some facets too, and give the best or newest of them."""

    def best_of_each(self, several: Sequence[Sought]) -> Sequence[Top]:
        """Give what `best` gives, of each: in few requests where the engine is far away."""

    def stored(self, addresses: Sequence[Any]) -> Sequence[Stored]:
        """Give documents as they were put in, in this order."""

    def likeliest(
        self, choices: Iterable[Sequence[Match]], conditions: Sequence[Match], most: int
    ) -> Likely:
        """Give what is of the first choice of which there is anything, so many at most.

        A choice is one match or several: what matches an earlier one comes first, then what moved
        last. All that is given passes the conditions.
        """

    def counts(self, several: Sequence[Counting]) -> Counts:
        """Count what matches by the values of some facets: each is named once."""

    def reached(self, enough: int) -> Position | None:
        """Say what position all that is read has passed; one seen before will do at ``enough``."""

    def kept(self, name: Hashable, make: Callable[[], W]) -> W:
        """Give what was made of this very state, under a name that holds all it is made from."""
