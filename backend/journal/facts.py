"""Facts: what happened, in the past tense, as ids and plain values, never texts or names."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from enum import Enum
from typing import Any, ClassVar, Self, get_type_hints
from uuid import UUID

KINDS: dict[str, type[Fact]] = {}  # every fact there can be, by its kind: "threads.MessagePosted"


@dataclasses.dataclass(frozen=True)
class Fact:
    """Something that happened. A subclass names its ``topic``: the field that is its subject.

    ``moves_audiences`` says that somebody may see more or less after it: who acted is looked up
    again before the answer is made.
    """

    topic: ClassVar[str] = ""
    moves_audiences: ClassVar[bool] = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        KINDS[cls.kind()] = cls

    @classmethod
    def kind(cls) -> str:
        """Name this sort of fact: its app and its name."""
        return f"{cls.__module__.split('.')[-2]}.{cls.__name__}"

    @property
    def subject(self) -> str:
        """Say what it is about: ``thread:<id>``."""
        return subject(self.topic, getattr(self, self.topic)) if self.topic else ""

    def as_data(self) -> dict[str, Any]:
        """Give the fields as plain JSON values."""
        return {field.name: _plain(getattr(self, field.name)) for field in dataclasses.fields(self)}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """Read a fact back; fields that an older entry did not know take their defaults."""
        hints = get_type_hints(cls)
        return cls(
            **{
                field.name: _typed(hints[field.name], data[field.name])
                for field in dataclasses.fields(cls)
                if field.name in data
            }
        )


def subject(topic: str, key: object) -> str:
    """Name a topic of the journal: ``thread:<id>``."""
    return f"{topic}:{key}"


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _typed(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if UUID in (hint, *getattr(hint, "__args__", ())):
        return UUID(value)
    if datetime in (hint, *getattr(hint, "__args__", ())):
        return datetime.fromisoformat(value)
    return value
