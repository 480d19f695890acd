"""Writing much: in portions, again when the cluster is full, and past what it cannot take.

Each row carries, as its version, the entry of the journal that it was read after; so a writer
that was held up for long cannot put back an older state over a newer one. What the cluster takes
for malformed is set aside: the row is dropped, so that no older state of it stays to be found,
and told by its key.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

import orjson
from elasticsearch import ApiError, Elasticsearch, TransportError

from backend.search.contract import Document, Key, Poisoned
from backend.search.indexed import Indexed, indexed
from backend.search.refusals import SearchUnavailable

from .answers import TRIES, wait
from .rows import row_of

MOST_LINES = 500  # of one portion
MOST_BYTES = 5_000_000
TOO_MUCH = {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE}

log = logging.getLogger(__name__)


class Gone(Exception):
    """The index is not there any more."""


@dataclass(frozen=True)
class Line:
    """One row to be written or dropped."""

    key: str
    version: int
    row: bytes | None = None  # none: dropped

    @classmethod
    def of(cls, fields: Indexed, version: int) -> Line:
        return cls(fields.keywords["key"][0], version, orjson.dumps(row_of(fields)))

    @classmethod
    def without(cls, key: Key, version: int) -> Line:
        return cls(str(key), version)

    @property
    def size(self) -> int:
        return len(self.row or b"") + len(self.key)

    def operations(self) -> Iterator[Any]:
        """Give what the bulk interface takes."""
        head = {"_id": self.key, "version": self.version, "version_type": "external_gte"}
        yield {"delete" if self.row is None else "index": head}
        if self.row is not None:
            yield self.row


def lines_of(documents: Iterable[Document], version: int) -> list[Line]:
    """Read documents, all or, when some cannot be read, none: `Poisoned` says which."""
    lines: list[Line] = []
    errors: dict[Key, Exception] = {}
    for document in documents:
        try:
            lines.append(Line.of(indexed(document), version))
        except Exception as error:  # whatever is wrong with one, the others are sound
            errors[document.key] = error
    if errors:
        raise Poisoned(errors)
    return lines


def send(
    client: Elasticsearch, target: str, lines: Iterable[Line], *, patiently: bool = False
) -> list[str]:
    """Write all lines, and give the keys that were set aside.

    ``patiently`` waits for a cluster that is out of reach as for one that is full.
    """
    aside: list[str] = []
    for portion in portions(lines):
        aside += _deliver(client, target, portion, patiently=patiently)
    return aside


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


def _deliver(
    client: Elasticsearch, target: str, lines: list[Line], *, patiently: bool
) -> list[str]:
    aside: list[str] = []
    for attempt in range(TRIES):
        try:
            lines, refused = _once(client, target, lines)
        except TransportError as error:
            if not patiently:
                raise SearchUnavailable from error
            refused = []
        aside += [line.key for line in refused]
        lines += [replace(line, row=None) for line in refused]
        if not lines:
            return aside
        wait(attempt)
    raise SearchUnavailable


def _once(client: Elasticsearch, target: str, lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Try all lines; give those to be tried again, and those that are refused for good."""
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
    refused: list[Line] = []
    for line, item in zip(lines, answer["items"], strict=True):
        (told,) = item.values()
        if "error" not in told or told["status"] == HTTPStatus.CONFLICT:  # done, or done later
            continue
        if told["status"] == HTTPStatus.BAD_REQUEST and line.row is not None:
            log.error("Search sets %s aside: %s.", line.key, told["error"]["type"])
            refused.append(line)
        else:
            _must_pass(told["status"])
            again.append(line)
    return again, refused


def _as_one(
    client: Elasticsearch, target: str, lines: list[Line], error: ApiError
) -> tuple[list[Line], list[Line]]:
    """Go on after a refusal of all lines together: when one is the cause, it is among a half."""
    if error.status_code not in TOO_MUCH:
        _must_pass(error.status_code)
        return lines, []
    if len(lines) == 1:
        log.error("Search sets %s aside: %s.", lines[0].key, error.error)
        return [], lines
    middle = len(lines) // 2
    first, second = (_once(client, target, half) for half in (lines[:middle], lines[middle:]))
    return first[0] + second[0], first[1] + second[1]


def _must_pass(status: int) -> None:
    """Raise unless a refusal is one that passes while we wait."""
    if status == HTTPStatus.NOT_FOUND:
        raise Gone
    if status != HTTPStatus.TOO_MANY_REQUESTS and status < HTTPStatus.INTERNAL_SERVER_ERROR:
        raise SearchUnavailable
