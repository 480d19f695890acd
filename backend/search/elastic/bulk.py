"""Writing much: in portions, again when the cluster is full, and past what it cannot take.

Each row carries, as its version, the entry of the journal that it was read after; so a writer
that was held up for long cannot put back an older state over a newer one. What the cluster takes
for malformed is told once all else is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, NamedTuple, TypeAlias

import orjson
from elasticsearch import ApiError, Elasticsearch, TransportError

from backend.search.contract import Document, Key, Poisoned
from backend.search.indexed import Indexed, indexed
from backend.search.refusals import SearchUnavailable

from .answers import TRIES, wait
from .rows import row_of

MOST_LINES = 500  # of one portion
MOST_BYTES = 5_000_000
Refusals: TypeAlias = dict[Key, Exception]
TOO_MUCH = {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE}


class Gone(Exception):
    """The index is not there any more."""


class Refused(Exception):
    """The cluster does not take a row, for this type of reason: its words could quote the row."""


@dataclass(frozen=True)
class Line:
    """One row to be written or dropped."""

    key: Key
    version: int
    row: bytes | None = None  # none: dropped

    @classmethod
    def of(cls, fields: Indexed, version: int) -> Line:
        return cls(fields.key, version, orjson.dumps(row_of(fields)))

    @classmethod
    def without(cls, key: Key, version: int) -> Line:
        return cls(key, version)

    @property
    def size(self) -> int:
        return len(self.row or b"")

    def operations(self) -> Iterator[Any]:
        """Give what the bulk interface takes."""
        head = {"_id": str(self.key), "version": self.version, "version_type": "external_gte"}
        yield {"delete" if self.row is None else "index": head}
        if self.row is not None:
            yield self.row


class Outcome(NamedTuple):
    """What became of lines that were tried."""

    again: list[Line]  # to be tried later
    refused: Refusals  # for good
    why: Exception | None  # the last of the reasons


def lines_of(documents: Iterable[Document | Indexed], version: int) -> list[Line]:
    """Write documents down, all or, when some cannot be, none: `Poisoned` says which."""
    lines: list[Line] = []
    errors: dict[Key, Exception] = {}
    for document in documents:
        try:
            fields = document if isinstance(document, Indexed) else indexed(document)
            lines.append(Line.of(fields, version))
        except Exception as error:  # whatever is wrong with one, the others are sound
            errors[document.key] = error
    if errors:
        raise Poisoned(errors)
    return lines


def send(
    client: Elasticsearch, target: str, lines: Iterable[Line], *, patiently: bool = False
) -> None:
    """Write all lines but those that are refused, then raise `Poisoned` if any was.

    ``patiently`` waits for a cluster that is out of reach as for one that is full.
    """
    refused: Refusals = {}
    for portion in portions(lines):
        refused |= _deliver(client, target, portion, patiently=patiently)
    if refused:
        raise Poisoned(refused)


def portions(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Cut lines in portions, small in number and in bytes; what is large goes alone."""
    some: list[Line] = []
    size = 0
    for line in lines:
        if some and (len(some) == MOST_LINES or size + line.size > MOST_BYTES):
            yield some
            some, size = [], 0
        some.append(line)
        size += line.size
    if some:
        yield some


def _deliver(client: Elasticsearch, target: str, lines: list[Line], *, patiently: bool) -> Refusals:
    refused: Refusals = {}
    why: Exception | None = None
    for attempt in range(TRIES):
        try:
            lines, some, why = _once(client, target, lines)
            refused |= some
        except TransportError as error:
            if not patiently:
                raise SearchUnavailable from error
            why = error
        if not lines:
            return refused
        wait(attempt)
    raise SearchUnavailable from why


def _once(client: Elasticsearch, target: str, lines: list[Line]) -> Outcome:
    """Try all lines."""
    try:
        answer = client.bulk(
            index=target,
            require_alias=True,  # else an index that is gone would come back, without its mapping
            operations=[each for line in lines for each in line.operations()],
            filter_path="items.*.status,items.*.error.type",
        )
    except ApiError as error:
        return _as_one(client, target, lines, error)
    again: list[Line] = []
    refused: Refusals = {}
    why: Exception | None = None
    for line, item in zip(lines, answer["items"], strict=True):
        (told,) = item.values()
        if "error" not in told or told["status"] == HTTPStatus.CONFLICT:  # done, or done later
            continue
        why = Refused(told["error"]["type"])
        if told["status"] == HTTPStatus.BAD_REQUEST and line.row is not None:
            refused[line.key] = why
        else:
            _must_pass(told["status"], why)
            again.append(line)
    return Outcome(again, refused, why)


def _as_one(client: Elasticsearch, target: str, lines: list[Line], error: ApiError) -> Outcome:
    """Go on after a refusal of all lines together: when one is the cause, it is among a half."""
    is_alone = len(lines) == 1
    if error.status_code not in TOO_MUCH or (is_alone and lines[0].row is None):
        _must_pass(error.status_code, error)
        return Outcome(lines, {}, error)
    if is_alone:
        return Outcome([], {lines[0].key: Refused(error.error)}, None)
    middle = len(lines) // 2
    first, second = (_once(client, target, half) for half in (lines[:middle], lines[middle:]))
    refused = first.refused | second.refused
    return Outcome(first.again + second.again, refused, second.why or first.why)


def _must_pass(status: int, why: Exception) -> None:
    """Raise unless a refusal is one that passes while we wait."""
    if status == HTTPStatus.NOT_FOUND:
        raise Gone
    if status != HTTPStatus.TOO_MANY_REQUESTS and status < HTTPStatus.INTERNAL_SERVER_ERROR:
        raise SearchUnavailable from why
