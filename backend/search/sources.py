"""What search knows of the domain: each app declares, in its ``search.py``, a source per kind.

::

    @source
    class Threads(Source[Thread]):
        kind = "thread"
        touched_by = {ThreadOpened: "thread", ThreadRenamed: "thread"}

        def rows(self) -> QuerySet[Thread]:
            return Thread.objects.all()  # with whatever `document` reads, fetched beside

        def document(self, row: Thread) -> Document:
            return Document("thread", row.pk, row.audience, row.title, at=row.created_at)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ClassVar, Generic, TypeAlias, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from backend.journal import Fact

from .contract import Document, Key

CHUNK = 500  # rows fetched at once

M = TypeVar("M", bound=Model)
Touch: TypeAlias = str | Callable[[Any], Iterable[UUID]]


class Source(Generic[M]):
    """One kind of thing that can be found. The number of queries goes by chunks, never by rows."""

    kind: ClassVar[str]
    touched_by: ClassVar[Mapping[type[Fact], Touch]] = {}
    """After which fact which rows are read again: the fact's field with the id, or a function
    that gives the ids, for a fact that concerns many."""

    def rows(self) -> QuerySet[M]:
        """Give all rows that may be found at all, with whatever `document` reads beside them."""
        raise NotImplementedError

    def document(self, row: M) -> Document:
        """Say what search knows of one row. Asks nothing more of the database."""
        raise NotImplementedError

    def documents(self, ids: Iterable[UUID]) -> Iterator[Document]:
        """Give the documents of those that are there."""
        wanted = list(ids)
        for first in range(0, len(wanted), CHUNK):
            some = wanted[first : first + CHUNK]
            yield from map(self.document, self.rows().filter(pk__in=some))

    def chunks(self) -> Iterator[list[Document]]:
        """Give all documents, in the order of their keys, a chunk at a time."""
        rows = self.rows().order_by("pk")
        # Newer rows are the follower's, so that writing faster than we read keeps nobody here.
        newest = rows.values_list("pk", flat=True).last()
        known = rows.filter(pk__lte=newest) if newest else rows.none()
        some = list(known[:CHUNK])
        while some:
            yield list(map(self.document, some))
            some = list(known.filter(pk__gt=some[-1].pk)[:CHUNK])

    def touched(self, fact: Fact) -> Iterable[Key]:
        """Say which documents a fact may have changed."""
        touch = self.touched_by.get(type(fact))
        if touch is None:
            return []
        ids = [getattr(fact, touch)] if isinstance(touch, str) else touch(fact)
        return [Key(self.kind, each) for each in ids if each]


_sources: dict[str, Source[Model]] = {}

S = TypeVar("S", bound=type[Source])  # type: ignore[type-arg]


def source(declared: S) -> S:
    """Make a source known."""
    _sources[declared.kind] = declared()
    return declared


def sources() -> list[Source[Model]]:
    """Give all that is declared, by kind."""
    return [_sources[kind] for kind in sorted(_sources)]


def touched(facts: Iterable[Fact]) -> set[Key]:
    """Say which documents any of these facts may have changed."""
    return {key for fact in facts for each in sources() for key in each.touched(fact)}


def present(keys: Iterable[Key]) -> list[Document]:
    """Give the documents, as they are now, of those keys that still have one."""
    by_kind: dict[str, list[UUID]] = {}
    for key in sorted(keys):
        by_kind.setdefault(key.kind, []).append(key.id)
    return [doc for kind, ids in by_kind.items() for doc in _sources[kind].documents(ids)]


def findable(kind: str) -> QuerySet[Model]:
    """Give the rows of a kind that may be found at all, whatever an index still has."""
    return _sources[kind].rows()
