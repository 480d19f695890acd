"""The follower that sends letters: an entry wakes it, the rows say what is to be done."""

from __future__ import annotations

from collections.abc import Sequence

from backend.journal.following import Follower
from backend.journal.models import Entry

from .sending import send_due


class MailFollower(Follower):
    """Sends what is queued, and tries again what could not be sent."""

    name = "mail"

    def follow(self, entries: Sequence[Entry]) -> None:
        """Send what is due; what has to wait is taken up in `rest`."""
        self.rest()

    def rest(self) -> None:
        """Send what is due by now."""
        send_due()
