"""The engine on Elasticsearch: documents by bulk, then the position, in one index.

Elasticsearch has no transaction over documents. So the documents come first, and the position
when all were acknowledged, provided that it still is what it was: a writer killed between the two
writes the same again, and one that was overtaken changes nothing that counts.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import ClassVar

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from backend.search.contract import Document, Key, Moved, Position, T
from backend.search.indexed import Indexed
from backend.search.refusals import QueryTooLong, RebuildUnderway, SearchUnavailable
from backend.search.sought import Reader

from .address import Address
from .answers import reaching
from .bulk import Gone, Line, lines_of, send
from .generations import Generations, alias_of, writing
from .lease import Lease
from .reading import ElasticReader, Vanished
from .seen import Seen, State

log = logging.getLogger(__name__)
TRIES = 3  # to read what is being replaced
ASKING, WRITING = 2.0, 30.0  # seconds for one answer


class Building:
    """A generation in the making."""

    def __init__(self, client: Elasticsearch, generations: Generations, lease: Lease) -> None:
        self._client = client
        self._generations = generations
        self._lease = lease
        self._index = generations.create()
        self._is_answering = False

    def add(self, documents: Iterable[Document | Indexed]) -> int:
        """Take documents in, and count them."""
        lines = lines_of(documents, 0)
        with reaching():
            self._lease.keep()
            try:
                send(self._client, writing(self._index), lines, patiently=True)
            except Gone:  # swept by whoever took us for dead
                raise RebuildUnderway from None
        return len(lines)

    def switch(self, position: Position) -> None:
        """Answer from here on."""
        with reaching():
            self._lease.keep(often=0)
            self._generations.switch(self._index, position)
            self._is_answering = True
        with suppress(SearchUnavailable), reaching():  # or the next rebuild sweeps
            self._generations.sweep(superseded=True)

    def leave(self) -> None:
        """Throw away what was not put in place, and let others build."""
        with suppress(SearchUnavailable), reaching():
            if not self._is_answering:
                self._generations.remove(self._index)
            self._lease.let_go()


class Elastic:
    """An index in a cluster."""

    scheme: ClassVar = "elasticsearch"

    def __init__(self, address: Address) -> None:
        self._address = address
        self._turn = threading.Lock()
        self._clients: dict[float, Elasticsearch] = {}  # by their patience: each takes long to make
        self._seen = Seen()

    def position(self) -> Position | None:
        """Say how far the index is; None when it has to be rebuilt."""
        with reaching():
            standing = self._generations(ASKING).standing()
        return standing.position if standing else None

    def searchable(self) -> Position | None:
        """Say how far what was last refreshed is."""
        state = self._state()
        return state.position if state else None

    def write(
        self,
        documents: Iterable[Document],
        removed: Iterable[Key],
        *,
        after: Position,
        position: Position,
    ) -> None:
        """Replace and remove, then move on."""
        lines = lines_of(documents, position.entry)
        lines = [*(Line.without(key, position.entry) for key in removed), *lines]
        generations = self._generations()
        with reaching():
            standing = generations.standing()
            if standing is None or standing.position != after:
                raise Moved
            try:
                send(self._connected(WRITING), writing(standing.index), lines)
            except Gone:
                raise Moved from None
            generations.move(standing, position)
            if self._address.is_immediate:
                generations.refresh(standing.index)

    def read(self, how: Callable[[Reader], T]) -> T:
        """Read from what was last refreshed."""
        for _ in range(TRIES):
            with reaching(), suppress(Vanished):
                try:
                    return how(self._reader())
                except NotFoundError as error:
                    raise SearchUnavailable from error
                except BadRequestError as error:  # more conditions than the cluster takes
                    log.warning("Elasticsearch refused a question: %s", error)
                    raise QueryTooLong from error
        raise SearchUnavailable

    @contextmanager
    def rebuild(self) -> Iterator[Building]:
        """Build beside what answers."""
        generations = self._generations()
        lease = Lease(self._connected(WRITING), f"{self._address.prefix}-control")
        with reaching():
            lease.take()
            generations.sweep()  # room first: what an interrupted rebuild left
            building = Building(self._connected(WRITING), generations, lease)
        try:
            yield building
        finally:
            building.leave()

    def close(self) -> None:
        """Forget the connections; who is reading through one reads to the end."""
        with self._turn:
            self._clients.clear()

    def _connected(self, seconds: float) -> Elasticsearch:
        """Give the client, with so much patience."""
        with self._turn:
            if seconds not in self._clients:
                sharing = next(iter(self._clients.values()), None) or self._address.connect()
                self._clients[seconds] = sharing.options(request_timeout=seconds)
            return self._clients[seconds]

    def _reader(self) -> ElasticReader:
        client, alias = self._connected(ASKING), alias_of(self._address.prefix)
        return ElasticReader(client, alias, self._seen, self._state)

    def _state(self) -> State | None:
        """Say which index answers, and how far what was last refreshed is."""
        with reaching():
            standing = self._generations(ASKING).standing(refreshed=True)
        return State(standing.index, standing.position) if standing else None

    def _generations(self, seconds: float = WRITING) -> Generations:
        return Generations(self._connected(seconds), self._address.prefix)
