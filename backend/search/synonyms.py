"""What means the same in this network, as its moderators keep it.

Looked up when somebody asks, never written into the index: a change is in force within seconds,
and needs no rebuild.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.utils.module_loading import import_string

from .analysis import ANALYSES, Analysis

log = logging.getLogger(__name__)

FRESH = 10.0  # seconds for which a process trusts what it read
NEVER = -math.inf

Phrase = tuple[tuple[str, ...], ...]
Groups = tuple[tuple[str, ...], ...]  # expressions that mean the same: (("ESS", "économie …"), …)


class Synonyms:
    """What means the same in one language."""

    def __init__(self, groups: Iterable[Iterable[str]], analysis: Analysis) -> None:
        self._others: dict[tuple[str, ...], dict[Phrase, None]] = {}
        for group in groups:
            read = [tuple(word.terms for word in analysis.words(each)) for each in group]
            phrases = [phrase for phrase in dict.fromkeys(read) if phrase]
            for phrase in phrases:
                others = self._others.setdefault(_stems(phrase), {})
                others.update(dict.fromkeys(other for other in phrases if other != phrase))
        self._longest = max(map(len, self._others), default=0)

    def at(self, words: Sequence[tuple[str, ...]]) -> tuple[int, tuple[Phrase, ...]]:
        """Say of how many words the expression is with which these begin, and its synonyms."""
        for length in range(min(self._longest, len(words)), 0, -1):
            others = self._others.get(_stems(words[:length]))
            if others:
                return length, tuple(others)
        return 1, ()


def _stems(words: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(terms[0] for terms in words)


@lru_cache(maxsize=1)
def no_synonyms() -> Synonyms:
    """Know none."""
    return Synonyms((), ANALYSES["fr"])


def compiled(groups: Groups) -> Mapping[str, Synonyms]:
    """Read groups of expressions in each language."""
    return {name: Synonyms(groups, analysis) for name, analysis in ANALYSES.items()}


class Kept:
    """The synonyms that the network keeps, read again now and then by one of those who ask.

    Meanwhile, and while the database is away, the others go on with those that were known.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._reading = threading.Lock()
        self.forget()

    def by_language(self) -> Mapping[str, Synonyms]:
        """Give them by language."""
        if self._clock() - self._read_at > FRESH and self._reading.acquire(
            blocking=self._read_at == NEVER
        ):
            try:
                self._read()
            finally:
                self._reading.release()
        return self._compiled

    def forget(self) -> None:
        """Know nothing, and read at the next question."""
        self._read_at = NEVER
        self._groups: Groups = ()
        self._compiled = compiled(())

    def _read(self) -> None:
        if self._clock() - self._read_at <= FRESH:
            return  # somebody else did, while we waited
        try:
            groups = _groups()
            if groups != self._groups:
                self._compiled, self._groups = compiled(groups), groups
        except (DatabaseError, InterfaceError):
            log.warning("The synonyms could not be read; those that were known go on.")
        self._read_at = self._clock()


def _groups() -> Groups:
    if not settings.SEARCH_SYNONYMS:
        return ()
    read: Callable[[], Groups] = import_string(settings.SEARCH_SYNONYMS)
    return read()


kept = Kept()
