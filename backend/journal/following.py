"""Followers read the journal on, each from its own cursor, and start again when they fail.

A follower may be handed the same entries twice (it was killed before its cursor moved), never
none: what it does must be harmless when repeated.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Iterable, Sequence
from time import monotonic

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone
from django.utils.module_loading import import_string

from backend.unchanged import unchanged_since, while_unchanged

from .exclusive import exclusively
from .models import Cursor, Entry
from .writing import on_written

log = logging.getLogger(__name__)

BATCH = 500  # entries handed over at once
PAUSE = 0.5  # seconds between looks when no wake-up comes
REST = 2.0  # seconds between rests while nothing is written
LONGEST_WAIT = 30.0  # seconds between attempts of a follower that keeps failing


class Follower:
    """Something that acts on what happened. Subclasses give a ``name`` and `follow`."""

    name: str = ""

    def ready(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Give those that can be acted on by now, from the first on; the others come again."""
        return entries

    def follow(self, entries: Sequence[Entry]) -> None:
        """Act on entries, in order; raising means that they come again."""
        raise NotImplementedError

    def rest(self) -> None:
        """Do what is due with time rather than with an entry.

        Called when there are no entries left, again after whatever is written, and every other
        second; on a database that does not tell whether something was written, every pause.
        """

    def position(self) -> int:
        """Say how far this follower has acted."""
        return while_unchanged((Follower.position, self.name), lambda: _position_of(self.name))

    def close(self) -> None:
        """Let go of what the follower holds; it may be started again."""


def advance(follower: Follower) -> bool:
    """Hand a follower its next entries and move its cursor; whether there were any."""
    position = follower.position()
    if while_unchanged((_is_end, position), lambda: _is_end(position)):
        return False
    entries = list(Entry.objects.after(position)[:BATCH])
    if entries:
        entries = list(follower.ready(entries))
    if entries:
        follower.follow(entries)
        reached = {"position": entries[-1].id, "moved_at": timezone.now()}
        sound = {"failures": 0, "error": ""}
        Cursor.objects.update_or_create(name=follower.name, defaults=reached | sound)
    return bool(entries)


def catch_up(follower: Follower) -> None:
    """Bring a follower to the journal's end, here and now."""
    while advance(follower):
        pass
    follower.rest()


class Runner(threading.Thread):
    """One follower at work in its own thread, restarted when it fails, alone of its name."""

    def __init__(self, follower: Follower) -> None:
        super().__init__(name=f"follower-{follower.name}", daemon=True)
        self.follower = follower
        self.failures = 0
        self._ending = threading.Event()
        self._wake = threading.Event()
        self._silence = on_written(self._wake.set)
        self._rested = float("-inf")  # when, by the clock that nobody sets
        self._left: int | None = None  # since when the database was as the last rest left it

    def stop(self) -> None:
        """Ask the thread to end; it finishes what it has in hand."""
        self._ending.set()
        self._wake.set()

    def run(self) -> None:
        while not self._ending.is_set():
            try:
                with exclusively(f"follower-{self.follower.name}") as alone:
                    self._work() if alone else self._ending.wait(PAUSE * 4)
            except Exception as error:
                self._failed(error)
            finally:
                self.follower.close()
                close_old_connections()
        self._silence()

    def _work(self) -> None:
        is_sound = False
        here = {"position": self.follower.position()}
        Cursor.objects.update_or_create(name=self.follower.name, defaults=here)
        while not self._ending.is_set():
            self._wake.clear()
            busy = advance(self.follower)
            if not busy:
                self._rest()
            if not is_sound:  # even where nothing is left to do
                note_sound(self.follower.name)
                is_sound, self.failures = True, 0
            if not busy:
                self._wake.wait(PAUSE)

    def _rest(self) -> None:
        """Let the follower rest, unless it just has and nothing was written since."""
        found = unchanged_since()
        if found is None or found != self._left or monotonic() - self._rested >= REST:
            self.follower.rest()
            self._rested, self._left = monotonic(), found

    def _failed(self, error: Exception) -> None:
        self.failures += 1
        log.error("The follower %s failed; it starts again.", self.follower.name, exc_info=error)
        note_failure(self.follower.name, self.failures, error)
        wait = min(LONGEST_WAIT, 2 ** min(self.failures, 10) / 4)
        self._ending.wait(wait * random.uniform(0.5, 1))  # noqa: S311 - jitter, not a secret


def note_failure(name: str, failures: int, error: Exception) -> None:
    """Leave word of a failure where `/health` finds it, if the database can be reached."""
    try:
        close_old_connections()
        Cursor.objects.update_or_create(
            name=name, defaults={"failures": failures, "error": type(error).__name__}
        )
    except Exception:
        log.warning("The failure of %s could not be noted.", name, exc_info=True)


def note_sound(name: str) -> None:
    """Take back the word of failures that are over."""
    Cursor.objects.filter(name=name, failures__gt=0).update(failures=0, error="")


def _position_of(name: str) -> int:
    found = Cursor.objects.filter(name=name).values_list("position", flat=True).first()
    return found or 0


def _is_end(position: int) -> bool:
    return not Entry.objects.after(position).exists()


def configured() -> list[Follower]:
    """Make the followers that the settings name."""
    return [import_string(path)() for path in settings.FOLLOWER_CLASSES]


def start(followers: Iterable[Follower]) -> list[Runner]:
    """Set followers to work, a thread each."""
    runners = [Runner(follower) for follower in followers]
    for runner in runners:
        runner.start()
    return runners


def stop(runners: Iterable[Runner], patience: float = 5.0) -> None:
    """Let followers finish what they have in hand."""
    runners = list(runners)
    for runner in runners:
        runner.stop()
    for runner in runners:
        runner.join(patience)
