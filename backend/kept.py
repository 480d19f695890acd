"""A bounded memory: what was made once is kept, as long as all of it is light enough."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Weighty(Protocol):
    """Something that knows about how many bytes it takes."""

    @property
    def weight(self) -> int:
        """The bytes that keeping it takes, more or less."""


T_co = TypeVar("T_co", covariant=True)
W = TypeVar("W", bound=Weighty)


@dataclass(frozen=True, slots=True)
class Weighed(Generic[T_co]):
    """Something that does not know itself how many bytes it takes."""

    value: T_co
    weight: int


class Kept(Generic[W]):
    """What was made, by key; the least recently used is forgotten first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: OrderedDict[Hashable, W] = OrderedDict()
        self._lock = threading.Lock()
        self.weight = 0

    def __len__(self) -> int:
        return len(self._found)

    def get(self, key: Hashable, make: Callable[[], W]) -> W:
        """Give what is kept under ``key``, or make and keep it."""
        found = self.find(key)
        if found is None:
            found = make()
            self.keep(key, found)
        return found

    def find(self, key: Hashable) -> W | None:
        """Give what is kept under ``key``, if anything is."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
            return self._found.get(key)

    def keep(self, key: Hashable, made: W) -> None:
        """Keep what was made."""
        with self._lock:
            self._keep(key, made)

    def _keep(self, key: Hashable, made: W) -> None:
        former = self._found.pop(key, None)  # another thread may have made it at the same time
        self.weight += made.weight - (former.weight if former else 0)
        self._found[key] = made
        while self.weight > self._most:
            _key, forgotten = self._found.popitem(last=False)
            self.weight -= forgotten.weight
