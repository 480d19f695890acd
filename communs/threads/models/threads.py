"""Threads and their messages: what people say to one another, once, under one number."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.audiences import Audience, AudienceSet
from backend.models import Identified
from backend.rules import Actor
from communs.groups.audiences import ADMITTING


class ThreadSet(AudienceSet["Thread"]):
    """Threads, asked for by their own words."""

    def open(self) -> Self:
        """Those that still take messages."""
        return self.filter(closed_at=None)


class Thread(Identified):
    """One conversation, for one audience, open until someone closes it."""

    audience = Audience()
    group = models.ForeignKey(
        "groups.Group",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="threads",
        help_text="The group that looks after it; none: the network's moderators do.",
    )
    title = models.CharField(max_length=200, help_text="What it is about, on one line.")
    last_number = models.PositiveIntegerField(
        default=0, help_text="The number of its newest message; 0 before the first."
    )
    active_at = models.DateTimeField(
        default=timezone.now, help_text="When somebody last spoke; until then, when it was opened."
    )
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was closed; null while it takes messages."
    )
    created_by = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", help_text="Who opened it."
    )

    objects = ThreadSet.as_manager()

    class Meta:
        ordering = ["-active_at", "-id"]
        indexes = [models.Index(fields=["audience", "-active_at", "-id"], name="thread_activity")]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="thread_has_title")]
        verbose_name = _("thread")
        verbose_name_plural = _("threads")

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def next_number(self, at: datetime) -> int:
        """Take the number of a message that is said now.

        The caller loaded this row under a lock, and holds it until its commit.
        """
        self.last_number += 1
        self.active_at = at
        self.save(update_fields=["last_number", "active_at"])
        return self.last_number


class MessageSet(AudienceSet["Message"], through="thread"):
    """Messages: seen by whoever sees their thread."""

    def standing(self) -> Self:
        """Those that were not removed."""
        return self.filter(removed_at=None)


class Message(Identified):
    """What one person said, once, under one number. Removed, it keeps its place, not its text."""

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
        help_text="The message of the same thread that it answers.",
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
        help_text="Who removed it: its author or a moderator.",
    )
    removal_reason = models.CharField(
        max_length=1000, blank=True, help_text="Why it was removed, for everybody to read."
    )

    objects = MessageSet.as_manager()

    class Meta:
        ordering = ["thread", "number"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="message_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="message_number_from_one"),
            models.CheckConstraint(
                condition=(Q(removed_at=None) & ~Q(body="")) | Q(removed_at__isnull=False, body=""),
                name="message_stands_or_is_empty",
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


class ReadMarkSet(AudienceSet["ReadMark"], through="thread"):
    """Read marks: everybody sees their own, in the threads they still see."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that exist for this actor."""
        seen = super().visible_to(actor)
        return seen.filter(person=actor.person) if actor.person else seen.none()


class ReadMark(Identified):
    """How far one person has read one thread."""

    thread = models.ForeignKey(
        Thread, models.CASCADE, related_name="read_marks", help_text="What was read."
    )
    person = models.ForeignKey(
        "people.Person", models.CASCADE, related_name="read_marks", help_text="Who read it."
    )
    number = models.PositiveIntegerField(help_text="The number of the last message read.")

    objects = ReadMarkSet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "person"], name="one_read_mark_per_person")
        ]
        verbose_name = _("read mark")
        verbose_name_plural = _("read marks")

    def __str__(self) -> str:
        return f"{self.person} up to {self.number}"
