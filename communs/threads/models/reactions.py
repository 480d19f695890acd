"""Reactions: a sign in the place of words, and the signs that a group has chosen for itself."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.audiences import AudienceSet
from backend.models import Identified
from backend.rules import Actor

from .messages import Message

USUAL = ("👍", "❤️", "🎉", "🤔", "👀", "✅")  # where nobody has chosen others


class ReactionChoiceSet(AudienceSet["ReactionChoice"], through="group"):
    """Choices of reactions: seen by whoever sees the group."""


class ReactionChoice(Identified):
    """The reactions that a group has chosen; a group without this row has the usual ones."""

    group = models.OneToOneField(
        "groups.Group", models.CASCADE, related_name="reaction_choice", help_text="The group."
    )
    reactions = models.JSONField(
        default=list, blank=True, help_text="Emoji, in the order they are offered in."
    )

    objects = ReactionChoiceSet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("choice of reactions")
        verbose_name_plural = _("choices of reactions")

    def __str__(self) -> str:
        return " ".join(self.reactions)


class ReactionSet(AudienceSet["Reaction"], through="message__thread"):
    """Reactions: everybody sees how many; who it was is for those who are signed in."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that exist for this actor, by the name of who reacted."""
        return super().visible_to(actor) if actor.is_signed_in else self.none()


class Reaction(Identified):
    """One person's sign at one message."""

    message = models.ForeignKey(
        Message, models.CASCADE, related_name="reactions", help_text="What it answers."
    )
    person = models.ForeignKey(
        "people.Person", models.CASCADE, related_name="+", help_text="Who reacted."
    )
    reaction = models.CharField(max_length=32, help_text="The emoji.")

    objects = ReactionSet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "person", "reaction"], name="one_reaction_of_a_kind_per_person"
            )
        ]
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")

    def __str__(self) -> str:
        return f"{self.reaction} {self.person}"
