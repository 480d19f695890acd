"""An input that was not given, as apart from one given as null."""

from __future__ import annotations

from enum import Enum


class Unset(Enum):
    """The type of `UNSET`, for hints: ``title: str | Unset = UNSET``."""

    UNSET = "UNSET"

    def __bool__(self) -> bool:
        return False


UNSET = Unset.UNSET
