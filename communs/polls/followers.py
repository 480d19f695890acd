"""What polls do by themselves: close when their time is up, remind, tell what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from backend import journal
from backend.journal.following import Follower
from backend.journal.models import Entry
from communs.threads.facts import MessageRemoved

from .closing import close
from .facts import OutcomeStated
from .letters import remind_due, tell_outcome
from .models import Poll, PollSet


class PollFollower(Follower):
    """Keeps the time of polls, and writes about them."""

    name = "polls"

    def follow(self, entries: Sequence[Entry]) -> None:
        """Tell outcomes, and close what was removed; then do what is due, however busy it is."""
        for entry in entries:
            if entry.kind == OutcomeStated.kind() and entry.data["number"] == 1:
                tell_outcome(UUID(entry.data["poll"]))
            elif entry.kind == MessageRemoved.kind():
                _close(Poll.objects.filter(message=entry.data["message"], closed_at=None))
        self.rest()

    def rest(self) -> None:
        """Close what is due, and remind where the end is near."""
        for poll in [*Poll.objects.due().values_list("pk", flat=True)]:
            _close(Poll.objects.due().filter(pk=poll))
        remind_due()


def _close(polls: PollSet) -> None:
    """Close the one poll of this query, once it is ours to close and if it is still in it."""
    with journal.atomic():
        poll = polls.select_for_update(no_key=True).first()
        if poll:
            close(poll, by=None)
