"""Outcomes: what came of a poll, each statement of it kept."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.audiences import AudienceSet
from backend.models import Identified
from backend.rules import Actor


class OutcomeSet(AudienceSet["Outcome"], through="poll__thread"):
    """Outcomes: seen by whoever sees their poll."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that exist for this actor."""
        return super().visible_to(actor).filter(poll__message__removed_at=None)


class Outcome(Identified):
    """What came of a poll, as somebody stated it; a later statement replaces it, and keeps it."""

    poll = models.ForeignKey(
        "polls.Poll", models.CASCADE, related_name="outcomes", help_text="The poll."
    )
    number = models.PositiveIntegerField(
        help_text="Its place among the statements (1, 2, 3…): a correction says which it replaces."
    )
    statement = models.TextField(help_text="What came of it, in Markdown.")
    author = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", help_text="Who stated it."
    )

    objects = OutcomeSet.as_manager()

    class Meta:
        ordering = ["poll", "number"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "number"], name="outcome_number"),
            models.CheckConstraint(condition=~Q(statement=""), name="outcome_says_something"),
        ]
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")

    def __str__(self) -> str:
        return f"{self.poll} ({self.number})"
