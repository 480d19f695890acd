"""An index's folders: generations side by side, and a pointer to the one that answers.

``current`` holds the name of a generation and is replaced in one step, so that every process sees
either the old or the new. Whoever uses a generation holds a shared lock on its file ``in-use``,
which the system lets go when the process ends, however it ends; only what nobody holds is swept.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path

import uuid_utils.compat

from backend.search.refusals import RebuildUnderway

Stamp = tuple[int, int, int]
NOWHERE: Stamp = (0, 0, 0)
GENERATION = re.compile(r"\w+-[0-9a-f]{32}")  # only what is named so is ours to remove


def stamp_of(path: Path) -> Stamp:
    """Tell one state of a file from the next, for a file that is replaced and never written in."""
    try:
        found = path.stat()
    except OSError:
        return NOWHERE
    return found.st_ino, found.st_mtime_ns, found.st_size


def is_broken(folder: Path) -> bool:
    """Whether somebody found this generation broken."""
    return (folder / "broken").exists()


class Hold:
    """The use of one generation, until it is let go."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file: TextIOWrapper = (folder / "in-use").open("a")
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def let_go(self) -> None:
        """Allow it to be swept."""
        self._file.close()


class Generations:
    """The folders under one root. ``shape`` names what their indexes look like."""

    def __init__(self, root: Path, shape: str) -> None:
        self.root = root
        self._shape = shape
        self._pointer = root / "current"

    def stamp(self) -> Stamp:
        """Tell whether the pointer is what it was."""
        return stamp_of(self._pointer)

    def current(self) -> Hold | None:
        """Take the generation that answers, if there is a sound one of our shape."""
        for _ in range(3):  # a generation may be replaced and swept while we reach for it
            folder = self._named()
            if folder is None or folder.name.split("-")[0] != self._shape or is_broken(folder):
                return None
            with suppress(FileNotFoundError):
                return Hold(folder)
        return None

    def mark_broken(self) -> None:
        """Tell every process that the generation that should answer cannot."""
        folder = self._named()
        if folder and folder.exists():
            (folder / "broken").touch()

    def _named(self) -> Path | None:
        try:
            name = self._pointer.read_text().strip()
        except (OSError, UnicodeDecodeError):
            return None
        return self.root / name if GENERATION.fullmatch(name) else None

    def switch(self, hold: Hold) -> None:
        """Make a generation the one that answers."""
        draft = self.root / f".current-{hold.folder.name}"
        with self._tidying():  # whoever sweeps knows which one answers
            with draft.open("w") as file:
                file.write(hold.folder.name)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._pointer)
        folder = os.open(self.root, os.O_RDONLY)
        try:
            os.fsync(folder)  # so that a power cut does not bring the old pointer back
        finally:
            os.close(folder)

    @contextmanager
    def building(self) -> Iterator[Hold]:
        """Make a new generation, nobody else making one meanwhile; sweep before and afterwards."""
        with _locked(self.root / "building.lock", wait=False) as is_alone:
            if not is_alone:
                raise RebuildUnderway
            folder = self.root / f"{self._shape}-{uuid_utils.compat.uuid7().hex}"
            with self._tidying():
                self._sweep()  # room first: what an interrupted rebuild left
                folder.mkdir()
                hold = Hold(folder)
            try:
                yield hold
            finally:
                hold.let_go()
                with self._tidying():
                    self._sweep()

    def sweep(self) -> None:
        """Remove generations that nobody uses, unless somebody else is at it."""
        with self._tidying(wait=False) as is_alone:
            if is_alone:
                self._sweep()

    def _tidying(self, *, wait: bool = True) -> AbstractContextManager[bool]:
        """Have generations appear, answer and go one at a time: held for moments."""
        return _locked(self.root / "tidying.lock", wait=wait)

    def _sweep(self) -> None:
        answering = self._named()
        for folder in self.root.iterdir():
            if GENERATION.fullmatch(folder.name) and folder != answering and _is_free(folder):
                shutil.rmtree(folder, ignore_errors=True)
        for draft in self.root.glob(".current-*"):
            draft.unlink(missing_ok=True)


def _is_free(folder: Path) -> bool:
    try:
        with (folder / "in-use").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def _locked(path: Path, *, wait: bool) -> Iterator[bool]:
    """Hold a lock over all processes, and say so; False where another holds it and none waits."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
