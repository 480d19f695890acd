"""What every field may know of the request it is resolved for."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from backend import journal
from backend.rules import NOBODY, Actor


@dataclass
class Context:
    """One request or socket message: who asks, and what is worth asking only once."""

    actor: Actor = NOBODY
    request: HttpRequest | None = None
    kept: dict[str, Any] = field(default_factory=dict)  # what an earlier field left for a later one

    @cached_property
    def head(self) -> int:
        """The journal's position when it was first asked for."""
        return journal.head()
