"""One tantivy index, opened: its newest commit to read, and its only writer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tantivy
from tantivy import IndexWriter, Searcher

from backend.kept import Kept
from backend.search.contract import Position
from backend.search.refusals import SearchUnavailable

from .generations import Hold, is_broken, stamp_of
from .rows import SCHEMA, position_in, put_position
from .sums import check_sums

MOST_KEPT = 64_000_000  # bytes of what was found in a commit
MEMORY = 48_000_000  # bytes of documents held before they are written out


class Broken(Exception):
    """These files are no index, or not a whole one."""


@contextmanager
def whole() -> Iterator[None]:
    """Tell tantivy's complaints about its files from all other errors."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise Broken(str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # a panic in Rust; no module exports it
            raise
        raise Broken(str(error)) from error


@dataclass
class Commit:
    """One state of an index, and what is known of it: for as long as it is read."""

    searcher: Searcher
    kept: Kept[Any] = field(default_factory=lambda: Kept(MOST_KEPT))
    _position: Position | None = None

    def position(self) -> Position | None:
        """Say how far it is: read once."""
        if self._position is None:
            with whole():
                self._position = position_in(self.searcher)
        return self._position


class Opened:
    """One generation of an index."""

    def __init__(self, folder: Path, hold: Hold | None = None, *, is_new: bool = False) -> None:
        self._folder = folder
        self._hold = hold
        self._meta = folder / "meta.json"
        self._writer: IndexWriter | None = None
        with whole():
            if not is_new:
                check_sums(folder)
            path = str(folder)
            self._index = tantivy.Index(SCHEMA, path) if is_new else tantivy.Index.open(path)
            self._index.config_reader("manual")
            self._stamp = stamp_of(self._meta)
            self._index.reload()
            self._commit = Commit(self._index.searcher())

    @property
    def is_sound(self) -> bool:
        """Whether its files are where they were, and nobody found them broken."""
        return self._meta.exists() and not is_broken(self._folder)

    def newest(self) -> Commit:
        """See the newest commit, whichever process made it.

        Another thread may reload in between: what is known of a state is kept with its searcher.
        """
        stamp = stamp_of(self._meta)
        if stamp != self._stamp:
            with whole():
                self._index.reload()
                self._stamp, self._commit = stamp, Commit(self._index.searcher())
        return self._commit

    def position(self) -> Position | None:
        """Say how far the newest commit is."""
        return self.newest().position()

    def writer(self) -> IndexWriter:
        """Give the only writer that this generation has, over all processes."""
        if self._writer is None:
            try:
                self._writer = self._index.writer(MEMORY, 1)
            except ValueError as error:  # another process holds it
                raise SearchUnavailable from error
            with whole():  # what a killed writer left would be in the way of the same write
                self._writer.garbage_collect_files()
        return self._writer

    def commit(self, position: Position) -> None:
        """Put in force all that was written, and the position."""
        with whole():
            put_position(self.writer(), position)
            self.writer().commit()

    def undo(self) -> None:
        """Forget what was written since the last commit, and let go of the writer."""
        self._writer = None

    def settle(self) -> None:
        """Let the writer go once its files have settled."""
        writer, self._writer = self.writer(), None
        with whole():
            writer.wait_merging_threads()

    def close(self) -> None:
        """Let go of locks; what is being read is read to its end."""
        self._writer = None
        if self._hold:
            self._hold.let_go()
