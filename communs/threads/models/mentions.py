"""Mentions: whom a message addresses, by name or by their role in the group."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from backend.audiences import AudienceSet
from backend.models import Identified
from communs.groups.models import Role

from .messages import Message
from .threads import ReadMark


class MentionSet(AudienceSet["Mention"], through="message__thread"):
    """Mentions: seen by whoever sees the message."""

    def by_name(self) -> Self:
        """Those that name the person."""
        return self.filter(role="")

    def by_role(self) -> Self:
        """Those that call upon a role of the person's."""
        return self.exclude(role="")

    def unread(self) -> Self:
        """Those in messages that the person mentioned has not read yet."""
        marks = ReadMark.objects.filter(
            thread=OuterRef("message__thread"), person=OuterRef("person")
        ).order_by()
        read = Coalesce(Subquery(marks.values("number")), 0)
        return self.filter(message__number__gt=read)


class Mention(Identified):
    """One person, addressed in one message."""

    message = models.ForeignKey(
        Message, models.CASCADE, related_name="mentions", help_text="The message."
    )
    person = models.ForeignKey(
        "people.Person", models.CASCADE, related_name="mentions", help_text="Who is mentioned."
    )
    role = models.CharField(
        max_length=12,
        choices=Role.choices,
        blank=True,
        help_text="The role by which they were called upon; empty when they are named.",
    )

    objects = MentionSet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "person"], name="one_mention_per_person_and_message"
            )
        ]
        indexes = [models.Index(fields=["person", "-created_at", "-id"], name="mentions_of_one")]
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")

    def __str__(self) -> str:
        return f"{self.message} @{self.person}"
