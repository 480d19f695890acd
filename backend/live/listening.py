"""What a subscription listens to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Listening:
    """A topic of the journal, for an audience, from a position on."""

    topic: str  # "thread:<id>"
    audience: str  # who may hear it; checked again at each delivery
    after: int | None  # the last position that the client has; None: only what comes
