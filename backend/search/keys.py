"""What documents are called by: their kind, and their id."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID


class Keyed(Protocol):
    """Whatever tells its kind and its id."""

    @property
    def kind(self) -> str:
        """What it is."""

    @property
    def id(self) -> UUID:
        """Which one."""


def ids_by_kind(keys: Iterable[Keyed]) -> dict[str, list[UUID]]:
    """Give the ids of each kind, in the order they come."""
    by_kind: dict[str, list[UUID]] = {}
    for key in keys:
        by_kind.setdefault(key.kind, []).append(key.id)
    return by_kind
