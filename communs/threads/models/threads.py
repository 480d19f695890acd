"""Threads, and how far each person has read them."""

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
        indexes = [
            models.Index(fields=["audience", "-active_at", "-id"], name="thread_activity"),
            models.Index(fields=["-active_at", "-id"], name="thread_liveliest"),
            models.Index(fields=["-created_at", "-id"], name="thread_newest"),
        ]
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
