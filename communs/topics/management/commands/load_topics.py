"""`manage.py load_topics`: the 17 sustainable development goals, as topics."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from backend import journal
from communs.topics.goals import load_goals


class Command(BaseCommand):
    """Create those of the goals that are not here yet."""

    help = "Create the 17 sustainable development goals (ODD) as topics; again, what is missing."

    def handle(self, **_options: Any) -> None:
        with journal.atomic():
            made = load_goals()
        self.stdout.write(f"{made} goals created.")
