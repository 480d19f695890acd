"""Reading one commit of a tantivy index."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Iterable, Sequence
from operator import itemgetter
from typing import Any, ClassVar

from tantivy import DocAddress, Query

from backend.search.contract import Counts, Order, Position
from backend.search.counting import counting, counts_in
from backend.search.indexed import restored
from backend.search.matches import Both, Match
from backend.search.sought import LONGEST_TITLE, Counting, Likely, Sought, Stored, Titled, Top, W

from .opened import Commit, whole
from .rows import stored_in
from .translating import translate

NONE: array[int] = array("Q")
SORTED_BY = {Order.DATE: "rank", Order.ACTIVITY: "active"}
MOVED = itemgetter(0, 1)  # the moment, then the rank


class TantivyReader:
    """What finding asks of a commit."""

    orders: ClassVar = False  # equals come as they lie, and scores are of words alone

    def __init__(self, commit: Commit) -> None:
        self._commit = commit
        self._searcher = commit.searcher

    def best(self, sought: Sought) -> Top:
        """Count all that match, by some facets too, and give the best or newest of them."""
        asked, sorted_by = translate(sought.match), SORTED_BY.get(sought.order)
        with whole():
            result = self._searcher.search(asked, sought.most, order_by_field=sorted_by)
            hits = result.hits  # made anew each time that it is asked for
            addresses = [address for _told, address in hits]
            ranks = self._numbers("rank", addresses)
            weights = NONE if sorted_by else self._numbers("weight", addresses)
        told = (told for told, _address in hits)  # what they are sorted by
        scores = NONE if sorted_by else array("d", told)
        moments = array("Q", told) if sorted_by else NONE
        total: int = result.count  # type: ignore[attr-defined]  # the stub forgets it
        counts = self._counted(asked, sought.facets) if total else {}
        return Top(total, scores, ranks, moments, weights, addresses, counts)

    def best_of_each(self, several: Sequence[Sought]) -> Sequence[Top]:
        """Give what `best` gives, of each."""
        return list(map(self.best, several))

    def likeliest(
        self, choices: Iterable[Sequence[Match]], conditions: Sequence[Match], most: int
    ) -> Likely:
        """Give what is of the first choice of which there is anything, so many at most."""
        for number, ways in enumerate(choices):
            found = self._by_turns(ways, conditions, most)
            if found:
                return Likely(number, map(self._titled, found))
        return Likely(0, ())

    def stored(self, addresses: Sequence[Any]) -> Sequence[Stored]:
        """Give documents as they were put in."""
        with whole():
            return [restored(stored_in(self._searcher, address)) for address in addresses]

    def counts(self, several: Sequence[Counting]) -> Counts:
        """Count what matches by the values of some facets: each is named once."""
        counted = (self._counted(translate(each.match), each.facets) for each in several)
        return {name: values for each in counted for name, values in each.items()}

    def reached(self, enough: int) -> Position | None:
        """Say how far this commit is."""
        return self._commit.position()

    def kept(self, name: Hashable, make: Callable[[], W]) -> W:
        """Give what was made of this commit, or make it."""
        made: W = self._commit.kept.get(name, make)
        return made

    def _by_turns(
        self, ways: Sequence[Match], conditions: Sequence[Match], most: int
    ) -> Sequence[DocAddress]:
        """Give what matches the first way, then the next: of each, what moved last first."""
        found: dict[int, DocAddress] = {}
        for way in ways:
            if len(found) < most:
                top = self.best(Sought(Both((way, *conditions)), most, Order.ACTIVITY))
                moved = sorted(zip(top.moments, top.ranks, top.addresses, strict=True), key=MOVED)
                found |= {rank: at for _moment, rank, at in reversed(moved) if rank not in found}
        return list(found.values())[:most]

    def _titled(self, address: DocAddress) -> Titled:
        (found,) = self.stored([address])
        title = found.texts["title"][:LONGEST_TITLE]
        return Titled(found.kind, found.id, found.language, title)

    def _counted(self, asked: Query, facets: Sequence[str]) -> Counts:
        if not facets:
            return {}
        with whole():
            return counts_in(self._searcher.aggregate(asked, counting(facets)), facets)

    def _numbers(self, name: str, addresses: list[DocAddress]) -> array[int]:
        """Give a column of numbers, packed: they are kept, and may be a thousand."""
        if not addresses:
            return NONE
        numbers: Any = self._searcher.fast_field_values(name, addresses)
        return array("Q", numbers)
