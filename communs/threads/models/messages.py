"""Messages: what people say in threads, once, under one number, and what they said before."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.audiences import AudienceSet
from backend.models import Identified
from backend.rules import Actor
from communs.groups.audiences import ADMITTING

from .threads import Thread


class MessageSet(AudienceSet["Message"], through="thread"):
    """Messages: seen by whoever sees their thread."""

    def standing(self) -> Self:
        """Those that were not removed, nor moved away."""
        return self.filter(removed_at=None)

    def pinned(self) -> Self:
        """Those that were put forward."""
        return self.filter(pinned_at__isnull=False)


class Message(Identified):
    """What one person said, once, under one number.

    Removed, it keeps its place, not its text; so it does when it was moved to another thread,
    where it is another message: its old place then says which.
    """

    thread = models.ForeignKey(
        Thread, models.CASCADE, related_name="messages", help_text="The conversation it is in."
    )
    number = models.PositiveIntegerField(
        help_text="Its place in the thread (1, 2, 3…): never given twice, never skipped."
    )
    author = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="messages", help_text="Who said it."
    )
    body = models.TextField(
        blank=True, help_text="What was said, in Markdown; empty once it was removed."
    )
    reply_to = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replies",
        help_text="The message that it answers.",
    )
    edited_at = models.DateTimeField(
        null=True, blank=True, help_text="When its text was last changed."
    )
    removed_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was removed; null while it stands."
    )
    removed_by = models.ForeignKey(
        "people.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who removed it, or moved it away: its author or a moderator.",
    )
    removal_reason = models.CharField(
        max_length=1000, blank=True, help_text="Why it was removed, for everybody to read."
    )
    moved_to = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="moved_from",
        help_text="Where what stood here was moved to, in another thread.",
    )
    calls = models.JSONField(
        default=list, blank=True, help_text="The roles of the group that its text calls upon."
    )
    pinned_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was pinned; null while it is not."
    )
    pinned_by = models.ForeignKey(
        "people.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who pinned it.",
    )

    objects = MessageSet.as_manager()

    class Meta:
        ordering = ["thread", "number"]
        indexes = [
            models.Index(
                fields=["thread", "-pinned_at"],
                condition=Q(pinned_at__isnull=False),
                name="message_pins",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="message_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="message_number_from_one"),
            models.CheckConstraint(
                condition=(Q(removed_at=None) & ~Q(body="")) | Q(removed_at__isnull=False, body=""),
                name="message_stands_or_is_empty",
            ),
            models.CheckConstraint(
                condition=Q(moved_to=None) | Q(removed_at__isnull=False),
                name="message_moved_left_its_place",
            ),
            models.CheckConstraint(
                condition=Q(pinned_at=None) | Q(removed_at=None), name="message_pinned_stands"
            ),
        ]
        verbose_name = _("message")
        verbose_name_plural = _("messages")

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def stands(self) -> bool:
        return self.removed_at is None


class MessageEditSet(AudienceSet["MessageEdit"], through="message__thread"):
    """Earlier texts: seen by those who look after the thread, and by who wrote them."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that exist for this actor: what its author took back is not for everybody."""
        seen = super().visible_to(actor)
        if actor.is_moderator:
            return seen
        looked_after = [group for group, role in actor.roles.items() if role in ADMITTING]
        theirs = Q(message__thread__group__in=looked_after)
        if actor.person:
            theirs |= Q(message__author=actor.person)
        return seen.filter(theirs)


class MessageEdit(Identified):
    """A text that a message had until it was edited or removed."""

    message = models.ForeignKey(
        Message, models.CASCADE, related_name="edits", help_text="The message that said it."
    )
    body = models.TextField(help_text="What it said until then, in Markdown.")
    author = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", help_text="Who changed or removed it."
    )

    objects = MessageEditSet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("earlier text")
        verbose_name_plural = _("earlier texts")

    def __str__(self) -> str:
        return f"{self.message} until {self.created_at:%Y-%m-%d %H:%M}"
