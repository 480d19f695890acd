"""An answer before it is cut into pages: what was found, and how the question was read."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from .contract import Highlight
from .correcting import Correction
from .pages import Place, Width
from .sought import Top
from .understood import Understood


class Looked(NamedTuple):
    """What was found by all the words, or by most of them, before it is cut into pages."""

    top: Top
    places: Sequence[Place]  # the first of them in order, as many as are shown
    name: Hashable  # of the top in this state of the index


class Shown(NamedTuple):
    """What a hit shows of itself, for one question."""

    kind: str
    id: UUID
    highlight: Highlight
    link: Mapping[str, str]


class Answer(NamedTuple):
    """What was found in all, and how the question was read."""

    strictly: Looked  # what has all the words: what is counted
    widely: Looked | None  # the same, then what has most of them
    question: Understood
    meant: Correction | None

    @property
    def shown(self) -> Looked:
        return self.widely or self.strictly

    @property
    def width(self) -> Width:
        """How far was looked for what is shown."""
        if self.widely is None:
            return Width.STRICT
        return Width.FORGIVING if self.question.before else Width.WIDE

    @property
    def did_you_mean(self) -> str | None:
        """What was found for in place of what was asked."""
        return self.meant.text if self.meant and not self.question.before else None

    @property
    def is_loose(self) -> bool:
        """Whether all that is shown lacks some of the words."""
        return not self.strictly.top.total and bool(self.shown.top.total)
