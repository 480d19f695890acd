"""The embedded engine: tantivy, in this process and in one folder.

The position is a document like the others, replaced in the commit that it tells of; so a process
killed at any moment leaves documents and position that agree. One process writes, all may read:
before each search a look at two files says whether the pointer or the index has moved. An index
that cannot be read is marked as broken, for every process, and asks to be rebuilt.

(What this cannot survive: a file cut short *while* it is mapped into memory ends the process.
The next one finds the index broken, and builds it anew.)
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from backend.search.contract import Document, Key, Moved, Position, T
from backend.search.indexed import Indexed, read_all
from backend.search.refusals import SearchUnavailable
from backend.search.sought import Reader

from .generations import Generations, Hold
from .opened import Broken, Opened, whole
from .reading import TantivyReader
from .rows import SHAPE, drop, put

log = logging.getLogger(__name__)

TRIES = 3  # to read an index that is being replaced


class Building:
    """A generation in the making."""

    def __init__(self, generations: Generations, hold: Hold, opened: Opened) -> None:
        self._generations = generations
        self._hold = hold
        self._opened = opened

    def add(self, documents: Iterable[Document | Indexed]) -> int:
        """Take documents in, and count them."""
        read = read_all(documents)
        for fields in read:
            put(self._opened.writer(), fields)
        return len(read)

    def switch(self, position: Position) -> None:
        """Commit, then answer from here on."""
        self._opened.commit(position)
        self._opened.settle()
        self._generations.switch(self._hold)


class Tantivy:
    """An index in a folder."""

    scheme: ClassVar = "tantivy"

    def __init__(self, root: Path) -> None:
        self._generations = Generations(root, SHAPE)
        self._turn = threading.RLock()  # to open, to close and to write
        self._pointer = self._generations.stamp()
        self._opened: Opened | None = None

    def position(self) -> Position | None:
        """Say how far the index is; None when it has to be rebuilt."""
        try:
            return self._reading(Opened.position)
        except SearchUnavailable:
            return None

    def searchable(self) -> Position | None:
        """Say how far what is found is: each commit is found at once."""
        return self.position()

    def read(self, how: Callable[[Reader], T]) -> T:
        """Read from the newest commit."""

        def read(opened: Opened) -> T:
            return how(TantivyReader(opened.newest()))

        return self._reading(read)

    def write(
        self,
        documents: Iterable[Document],
        removed: Iterable[Key],
        *,
        after: Position,
        position: Position,
    ) -> None:
        """Replace and remove in one commit."""
        read, removed = read_all(documents), list(removed)  # their errors are not the index's
        with self._turn:
            if self.position() != after:
                raise Moved
            opened = self._current()
            try:
                _write(opened, read, removed, position)
            except Broken as error:  # perhaps a full disk: what was committed still stands
                opened.undo()
                raise SearchUnavailable from error

    @contextmanager
    def rebuild(self) -> Iterator[Building]:
        """Build beside what answers."""
        with self._generations.building() as hold:
            opened = Opened(hold.folder, is_new=True)
            try:
                yield Building(self._generations, hold, opened)
            finally:
                opened.undo()

    def close(self) -> None:
        """Let go of files and locks."""
        with self._turn:
            if self._opened:
                self._opened.close()
            self._opened = None

    def _reading(self, read: Callable[[Opened], T]) -> T:
        """Read from the current generation, opened anew when it fails.

        Where it fails each time, the index may be whole and the reading amiss: an index that can
        be opened and tells its position is not broken.
        """
        for _ in range(TRIES):
            opened = self._current()
            try:
                return read(opened)
            except Broken as error:
                failed = error
                self._give_up(opened)
        if not self._is_whole():
            self._generations.mark_broken()
        else:
            log.error("The index is whole, but could not be searched.", exc_info=failed)
        raise SearchUnavailable

    def _is_whole(self) -> bool:
        try:
            return self._current().position() is not None
        except Broken:
            return False

    def _current(self) -> Opened:
        """Give the open generation that the pointer names, if it is sound."""
        opened = self._opened
        if opened and self._pointer == self._generations.stamp() and opened.is_sound:
            return opened
        with self._turn:
            return self._reopen()

    def _reopen(self) -> Opened:
        left = self._opened
        self.close()
        for _ in range(TRIES):
            self._pointer = self._generations.stamp()
            hold = self._generations.current()
            if hold is None:
                raise SearchUnavailable
            try:
                self._opened = Opened(hold.folder, hold)
            except Broken:  # or replaced and swept while we opened it: then the next try tells
                hold.let_go()
                continue
            if left:
                self._generations.sweep()  # the one we left may have been waiting for us
            return self._opened
        self._generations.mark_broken()
        raise SearchUnavailable

    def _give_up(self, opened: Opened) -> None:
        with self._turn:
            if self._opened is opened:
                self.close()


def _write(opened: Opened, read: list[Indexed], removed: list[Key], position: Position) -> None:
    writer = opened.writer()
    with whole():
        for key in removed:
            drop(writer, str(key))
        for fields in read:
            drop(writer, fields.name)
            put(writer, fields)
    opened.commit(position)
