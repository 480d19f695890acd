"""What search knows of the domain: each app declares, in its ``search.py``, a source per kind.

::

    @source
    class Threads(Source[Thread]):
        kind = "thread"
        touched_by = {ThreadOpened: "thread", ThreadRenamed: "thread"}

        def rows(self) -> QuerySet[Thread]:
            return Thread.objects.all()

        def document(self, row: Thread) -> Document:
            return Document("thread", row.pk, row.audience, row.title, at=row.created_at)

Where there are many rows, ``columns`` says what is read of each: a tuple takes a fraction of the
time that an instance takes. What lies in other tables is read by `reading`, once for a chunk.
How rows are used is declared beside (`uses`), by whichever app knows of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, ClassVar, Generic, TypeAlias, TypeVar
from uuid import UUID

from django.db import Error as DatabaseError
from django.db.models import Model, QuerySet

from backend.journal import Fact
from backend.statements import rows_of

from .contract import Document, Key
from .facts import ReadAgain
from .keys import ids_by_kind
from .touching import Touched
from .uses import uses, weighing

CHUNK = 500  # rows fetched at once

M = TypeVar("M", bound=Model)
Fail: TypeAlias = Callable[[Key, Exception], None]  # what becomes of a row that cannot be read


def refuse(_key: Key, error: Exception) -> None:
    """Let nothing pass."""
    raise error


def leave_out(_key: Key, _error: Exception) -> None:
    """Go on without it: whoever keeps the index tells of it."""


class Source(Touched, Generic[M]):
    """One kind of thing that can be found. The number of queries goes by chunks, never by rows."""

    chunk: ClassVar[int] = CHUNK
    """Rows read at once for a new index: fewer, where one may be large."""
    columns: ClassVar[type[Any] | None] = None
    """A named tuple of what is read of each row, its ``pk`` among it; None: instances are read."""

    def rows(self) -> QuerySet[M]:
        """Give all rows that may be found at all."""
        raise NotImplementedError

    def document(self, row: Any) -> Document:
        """Say what search knows of one row. Asks nothing more of the database."""
        raise NotImplementedError

    def reading(self, rows: Sequence[Any]) -> Callable[[Any], Document]:
        """Read what belongs to some rows; give what makes a document of one of them."""
        return self.document

    def turned(self, since: date, today: date) -> Iterable[UUID]:
        """Name the rows of which search knows something else since a day, by the calendar alone.

        Of the days after ``since``, up to ``today``: nothing was done then that the journal tells.
        """
        return ()

    def documents(self, ids: Iterable[UUID], fail: Fail = refuse) -> Iterator[Document]:
        """Give the documents of those that are there."""
        wanted = list(ids)
        for first in range(0, len(wanted), CHUNK):
            some = wanted[first : first + CHUNK]
            yield from self._documents(self._read(self.rows().filter(pk__in=some)), fail)

    def chunks(self, fail: Fail = refuse) -> Iterator[list[Document]]:
        """Give all documents, in the order of their keys, a chunk at a time."""
        for after, upto in self.spans():
            yield list(self.within(after, upto, fail))

    def spans(self) -> Iterator[tuple[UUID | None, UUID]]:
        """Part all rows into chunks: each lies behind one key, and goes up to another."""
        keys = self.rows().order_by("pk").values_list("pk", flat=True)
        # Newer rows are the follower's, so that writing faster than we read keeps nobody here.
        newest: UUID | None = keys.last()
        after: UUID | None = None
        while newest and after != newest:
            rest = keys.filter(pk__gt=after) if after else keys
            ends = rest.filter(pk__lt=newest)[self.chunk - 1 : self.chunk]
            upto = next(iter(ends), newest)
            yield after, upto
            after = upto

    def within(self, after: UUID | None, upto: UUID, fail: Fail = refuse) -> Iterator[Document]:
        """Give the documents of rows behind one key, up to another."""
        some = self.rows().order_by("pk").filter(pk__lte=upto)
        return self._documents(self._read(some.filter(pk__gt=after) if after else some), fail)

    def _read(self, rows: QuerySet[M]) -> list[Any]:
        if self.columns is None:
            return list(rows)
        fields, make = self.columns._fields, self.columns._make  # noqa: SLF001 - a tuple's own
        return list(map(make, rows_of(None, lambda: rows.values_list(*fields))))

    def _documents(self, rows: Sequence[Any], fail: Fail) -> Iterator[Document]:
        document = self.reading(rows)
        weighed = weighing(self.kind, [row.pk for row in rows])
        for row in rows:
            try:
                yield weighed(document(row))
            except DatabaseError:
                raise
            except Exception as error:  # whatever is wrong with one row, the others go on
                fail(Key(self.kind, row.pk), error)


_sources: dict[str, Source[Model]] = {}

S = TypeVar("S", bound=type[Source])  # type: ignore[type-arg]


def source(declared: S) -> S:
    """Make a source known."""
    _sources[declared.kind] = declared()
    return declared


def sources() -> list[Source[Model]]:
    """Give all that is declared, by kind."""
    return [_sources[kind] for kind in sorted(_sources)]


def source_of(kind: str) -> Source[Model]:
    """Give the source of a kind."""
    return _sources[kind]


def turned(since: date, today: date) -> set[Key]:
    """Say which documents may be others since a day, though nothing was done."""
    return {Key(source.kind, row) for source in sources() for row in source.turned(since, today)}


def touched(facts: Iterable[Fact]) -> set[Key]:
    """Say which documents may say something else, or to somebody else, after these facts."""
    facts = list(facts)
    asked = {Key(fact.what, fact.row) for fact in facts if isinstance(fact, ReadAgain)}
    return asked | {key for fact in facts for each in sources() for key in each.touched(fact)}


def to_read(facts: Iterable[Fact]) -> set[Key]:
    """Say which documents an index takes again: those, too, that are only used more, or less."""
    facts = list(facts)
    return touched(facts) | {key for fact in facts for each in uses() for key in each.touched(fact)}


def present(keys: Iterable[Key], fail: Fail = refuse) -> list[Document]:
    """Give the documents, as they are now, of those keys that still have one."""
    return [
        document
        for kind, ids in ids_by_kind(sorted(keys)).items()
        if kind in _sources
        for document in _sources[kind].documents(ids, fail)
    ]


def findable(kind: str) -> QuerySet[Model]:
    """Give the rows of a kind that may be found at all, whatever an index still has."""
    return _sources[kind].rows()
