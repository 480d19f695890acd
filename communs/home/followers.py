"""The follower that keeps what happened, as people will read it."""

from __future__ import annotations

from collections.abc import Sequence

from backend import journal
from backend.journal.following import Follower
from backend.journal.models import Entry

from .models import Activity
from .telling import activity_of


class ActivityFollower(Follower):
    """Writes down what happened; entries that come again are there already."""

    name = "activity"

    def follow(self, entries: Sequence[Entry]) -> None:
        """Keep what is to be told of these entries."""
        if told := activity_of(entries):
            with journal.atomic():  # in turn with other writers
                Activity.objects.bulk_create(told, ignore_conflicts=True)
