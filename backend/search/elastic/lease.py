"""One rebuild at a time, over all processes: a document that says until when somebody builds.

Whoever builds moves the moment on as they go; what a killed process left runs out by itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

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


class Lease:
    """The right to build, held or not."""

    def __init__(
        self, client: Elasticsearch, index: str, clock: Callable[[], float] = time.time
    ) -> None:
        self._client = client
        self._index = index
        self._clock = clock
        self._holder = uuid_utils.compat.uuid7().hex
        self._seen: dict[str, int] = {}
        self._renewed = 0.0

    def take(self) -> None:
        """Take the right, or raise `RebuildUnderway`."""
        found = self._read()
        self._put({"op_type": "create"} if found is None else self._after(found))

    def keep(self, often: float = OFTEN) -> None:
        """Say that we are still at it; raise `RebuildUnderway` when another took over."""
        if self._clock() - self._renewed >= often:
            self._put(self._seen)

    def let_go(self) -> None:
        """Give the right back, if we still have it."""
        try:
            self._client.delete(index=self._index, id=LEASE, **self._seen)
        except (ConflictError, NotFoundError):
            return

    def _read(self) -> Any:
        try:
            return self._client.get(index=self._index, id=LEASE)
        except NotFoundError as error:
            if "error" in error.body:  # there is no index at all
                self._client.options(ignore_status=400).indices.create(index=self._index, **CONTROL)
            return None

    def _after(self, found: Any) -> dict[str, int]:
        if found["_source"]["until"] > self._clock():
            raise RebuildUnderway
        return _state(found)

    def _put(self, condition: dict[str, Any]) -> None:
        now = self._clock()
        told = {"holder": self._holder, "until": now + SECONDS}
        try:
            put = partial(self._client.index, index=self._index, id=LEASE, document=told)
            done = until_taken(lambda: put(**condition))
        except ConflictError:
            raise RebuildUnderway from None
        self._seen = _state(done)
        self._renewed = now


def _state(answer: Any) -> dict[str, int]:
    return {"if_seq_no": answer["_seq_no"], "if_primary_term": answer["_primary_term"]}
