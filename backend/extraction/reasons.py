"""Why a document gave no text, and by which exit status the reading process says so."""

from __future__ import annotations

from enum import Enum


class Reason(Enum):
    """What stood in the way; the value is what is kept of it."""

    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    NO_TEXT = "no_text"
    UNSUPPORTED = "unsupported"
    INTERRUPTED = "interrupted"
    LOST = "lost"


WHOLE = 0  # the exit status of a reading that came to the end
CUT = 10  # of one that has all the text that is kept
STATUS = {
    Reason.ENCRYPTED: 11,
    Reason.DAMAGED: 12,
    Reason.TOO_LARGE: 13,
    Reason.UNSUPPORTED: 14,
}


class Unreadable(Exception):
    """A document that gives no text, or no more of it."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
