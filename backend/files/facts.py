"""What happens to files beside those who send them, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from backend.journal import Fact


@dataclass(frozen=True)
class FileRead(Fact):
    """The text of a file is there, or will not be."""

    topic = "file"

    file: UUID
