"""One who listens: what the hub needs to know of them, and how it speaks to them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable

from backend.journal.models import Entry
from backend.rules import Actor, Reason


class Listener(ABC):
    """A subscription at the end of some socket.

    The hub owns ``position``: the last entry that was told, or passed over as not of concern.
    Those who give the same ``shared`` would get the same payloads, and get them from one
    execution; None when the answer is this listener's alone.
    """

    topic: str
    audience: str
    actor: Actor
    shared: Hashable | None
    position: int

    @abstractmethod
    def payload(self, entry: Entry) -> str | None:
        """Word an entry as JSON, or None when it is not told; in a thread, with the database."""

    @abstractmethod
    def renew(self) -> None:
        """Learn anew who asks, before payloads of one's own; in a thread, with the database."""

    @abstractmethod
    def deliver(self, payload: str) -> None:
        """Hand a payload on; on the event loop, without waiting."""

    @abstractmethod
    def end(self, code: str, reason: Reason) -> None:
        """Say why nothing more will come; on the event loop, without waiting."""

    @abstractmethod
    async def room(self) -> None:
        """Wait until the other end has taken most of what it was sent."""
