"""What happens to the index rather than to what it tells of."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from backend.journal import Fact


@dataclass(frozen=True)
class ReadAgain(Fact):
    """The index was found to differ from a row: whoever follows writes it again."""

    topic = "row"

    what: str  # the kind of the document
    row: UUID
