"""What every field may know of the request it is resolved for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from backend import journal
from backend.rules import NOBODY, Actor


class Context:
    """One request or socket message: who asks, and what is worth asking only once.

    Who asks may be found out later, by ``asking``: when a field first wants to know.
    """

    def __init__(
        self,
        actor: Actor | None = None,
        request: HttpRequest | None = None,
        *,
        asking: Callable[[], Actor] = lambda: NOBODY,
    ) -> None:
        if actor is not None:
            self.actor = actor
        self.request = request
        self.kept: dict[str, Any] = {}  # what an earlier field left for a later one
        self._asking = asking

    @cached_property
    def actor(self) -> Actor:
        """Who asks."""
        return self._asking()

    @cached_property
    def head(self) -> int:
        """The journal's position when it was first asked for."""
        return journal.head()
