"""What is there before anybody comes: the official territories, and the goals."""

from __future__ import annotations

from backend import journal
from communs.territories import loading
from communs.territories.models import Territory
from communs.topics.goals import load_goals


def lay() -> None:
    """Load the territories and the goals, unless they are here; later editions are no demo's."""
    with journal.atomic():
        load_goals()
        if not Territory.objects.exists():
            loading.load(loading.read())
