"""What is read again after which fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, TypeAlias
from uuid import UUID

from backend.journal import Fact

from .contract import Key

Touch: TypeAlias = str | Callable[[Any], Iterable[UUID]]


class Touched:
    """What search knows of rows of one kind."""

    kind: ClassVar[str]
    touched_by: ClassVar[Mapping[type[Fact], Touch]] = {}
    """After which fact which rows are read again: the fact's field with the id, or a function
    that gives the ids, for a fact that concerns many."""

    def touched(self, fact: Fact) -> Iterable[Key]:
        """Say which documents a fact may have changed."""
        touch = self.touched_by.get(type(fact))
        if touch is None:
            return []
        ids = [getattr(fact, touch)] if isinstance(touch, str) else touch(fact)
        return [Key(self.kind, each) for each in ids if each]
