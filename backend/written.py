"""Keys and moments as they are written, read in fewer steps than Django takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

MOST_KEYS = 20_000  # which were read last


def quick_reader(converters: Sequence[Any], connection: Any) -> Callable[[Any], Any] | None:
    """Give what reads a column as Django's own converters would; None where only they can."""
    if converters == [connection.ops.convert_uuidfield_value]:
        return _key_or_none
    if converters == [connection.ops.convert_datetimefield_value] and connection.timezone is UTC:
        return _moment
    return None


@lru_cache(maxsize=MOST_KEYS)
def key_in(written: str) -> UUID:
    """Read a key: the same few are named again and again."""
    return UUID(written)


def _key_or_none(written: str | None) -> UUID | None:
    return None if written is None else key_in(written)


def _moment(written: Any) -> datetime | None:
    """Read a moment, without asking the settings for its zone each time."""
    if written is None:
        return None
    read = written if isinstance(written, datetime) else datetime.fromisoformat(written)
    return read if read.tzinfo else read.replace(tzinfo=UTC)
