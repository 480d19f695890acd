"""Part of the rows of one kind, and what an index takes of it: work that any process can do."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

import orjson

from .aside import Aside
from .contract import Key
from .indexed import Indexed, indexed
from .sources import source_of

HEAD = 8  # bytes that tell how many of what was read follow


class Span(NamedTuple):
    """The rows of a kind whose keys lie behind one, and go up to another."""

    kind: str
    after: UUID | None  # None: from the first one
    upto: UUID


class Read(NamedTuple):
    """What was read of a span."""

    documents: list[Indexed]
    errors: dict[Key, str]  # of those that cannot be


def read(span: Span) -> Read:
    """Read all rows of a span; those that cannot be are logged."""
    aside, documents = Aside(), []
    for document in source_of(span.kind).within(span.after, span.upto, aside):
        try:
            documents.append(indexed(document))
        except Exception as error:  # whatever is wrong with one, the others are sound
            aside(document.key, error)
    return Read(documents, aside.errors)


def dumped(done: Read) -> bytes:
    """Write what was read, for another process: on lines, as JSON is on one.

    What is stored is handed on as it is.
    """
    rows = [fields[:-1] for fields in done.documents]
    errors = [(key.kind, key.id, why) for key, why in done.errors.items()]
    return b"\n".join((orjson.dumps((rows, errors)), *[each.stored for each in done.documents]))


def loaded(written: bytes) -> Read:
    """Read back what another process wrote."""
    head, *stored = written.split(b"\n")
    rows, errors = orjson.loads(head)
    documents = [Indexed(*(*row, each)) for row, each in zip(rows, stored, strict=True)]
    return Read(documents, {Key(kind, UUID(row)): why for kind, row, why in errors})
