"""How much things are used: of two that answer alike, what is much used comes a little before.

What an app knows of another's rows, below its own, it declares in its ``search.py``::

    @use
    class Collected(Use):
        kind = "resource"
        much = 5
        touched_by = {ResourceCollected: "resource"}

        def seen(self, rows: Sequence[UUID]) -> Iterable[tuple[UUID, str]]:
            return belonging(CollectionEntry.objects, ("resource", "collection__audience"), rows)

No rank tells of what somebody does not see: a use counts if all see it who may find the thing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import ClassVar, TypeVar
from uuid import UUID

from backend.audiences import PUBLIC, around

from .contract import Document
from .touching import Touched

MUCH_USED = 0.15  # how much more something counts that is used as much as it gets


def used(times: int, much: int) -> float:
    """Say what something counts by how often it is used: all who find it may count as well."""
    return 1.0 + MUCH_USED * min(times, much) / much


class Use(Touched):
    """One way in which the rows of a kind are used."""

    much: ClassVar[int]
    """Times that make a row much used."""

    def seen(self, rows: Sequence[UUID]) -> Iterable[tuple[UUID, str]]:
        """Give each use of some rows: the row, and who sees it. Asked once for a chunk of rows."""
        raise NotImplementedError


_uses: dict[str, list[Use]] = {}

U = TypeVar("U", bound=type[Use])


def use(declared: U) -> U:
    """Make a use known."""
    _uses.setdefault(declared.kind, []).append(declared())
    return declared


def uses() -> Iterable[Use]:
    """Give all that is declared."""
    return chain.from_iterable(_uses.values())


def weighing(kind: str, rows: Sequence[UUID]) -> Callable[[Document], Document]:
    """Read how some rows are used; give what lets a document of one of them count by it."""
    read = [(Counter(each.seen(rows)), each.much) for each in _uses.get(kind, ())]

    def weighed(document: Document) -> Document:
        # Of several uses the foremost: so nothing counts more than what is much used.
        most = max(used(_times(document, times), much) for times, much in read)
        return document._replace(weight=document.weight * most)  # noqa: SLF001 - a tuple's own

    return weighed if read else _as_it_is


def _times(document: Document, times: Counter[tuple[UUID, str]]) -> int:
    """Count the uses that all see who may find a document; its owner may hold no audience of it."""
    seeing = {PUBLIC} if document.owner else around(document.audience)
    return sum(times[document.id, audience] for audience in seeing)


def _as_it_is(document: Document) -> Document:
    return document
