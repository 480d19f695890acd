"""One rebuild at a time, over all processes: a document that says until when somebody builds.

Whoever builds moves the moment on as they go; what a killed process left runs out by itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

import uuid_utils.compat
from elasticsearch import ConflictError, Elasticsearch, NotFoundError

from backend.search.refusals import RebuildUnderway

from .answers import until_taken

SECONDS = 30.0  # that a builder may be silent
OFTEN = 5.0  # seconds between the moments it moves on
LEASE = "rebuild"
CONTROL: dict[str, Any] = {
    "mappings": {"dynamic": False},  # it is read by its id alone
    "settings": {"number_of_shards": 1, "auto_expand_replicas": "0-1"},
}


class State(NamedTuple):
    """Which state of the document we have seen."""

    seq_no: int | None
    primary_term: int | None

    @classmethod
    def of(cls, answer: Any) -> State:
        return cls(answer["_seq_no"], answer["_primary_term"])


class Lease:
    """The right to build, held or not."""

    def __init__(
        self, client: Elasticsearch, index: str, clock: Callable[[], float] = time.time
    ) -> None:
        self._client = client
        self._index = index
        self._clock = clock
        self._holder = uuid_utils.compat.uuid7().hex
        self._seen = State(None, None)
        self._renewed = 0.0

    def take(self) -> None:
        """Take the right, or raise `RebuildUnderway`."""
        found = self._read()
        if found and found["_source"]["until"] > self._clock():
            raise RebuildUnderway
        self._put(State.of(found) if found else None)

    def keep(self, often: float = OFTEN) -> None:
        """Say that we are still at it; raise `RebuildUnderway` when another took over."""
        if self._clock() - self._renewed >= often:
            self._put(self._seen)

    def let_go(self) -> None:
        """Give the right back, if we still have it."""
        seen = self._seen
        with suppress(ConflictError, NotFoundError):
            self._client.delete(
                index=self._index,
                id=LEASE,
                if_seq_no=seen.seq_no,
                if_primary_term=seen.primary_term,
            )

    def _read(self) -> Any:
        try:
            return self._client.get(index=self._index, id=LEASE)
        except NotFoundError as error:
            if "error" in error.body:  # there is no index at all
                self._client.options(ignore_status=400).indices.create(index=self._index, **CONTROL)
            return None

    def _put(self, seen: State | None) -> None:
        """Write that we build, if all is as we saw it; or if nothing was there."""
        now = self._clock()
        told = {"holder": self._holder, "until": now + SECONDS}
        try:
            done = until_taken(
                lambda: self._client.index(
                    index=self._index,
                    id=LEASE,
                    document=told,
                    op_type=None if seen else "create",
                    if_seq_no=seen.seq_no if seen else None,
                    if_primary_term=seen.primary_term if seen else None,
                )
            )
        except ConflictError:
            raise RebuildUnderway from None
        self._seen = State.of(done)
        self._renewed = now
