"""What a person keeps of threads for themselves: nobody else sees any of it, nor that it is there.

Each row is there for its owner alone, and only while they see the thread that it is about.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Self, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.audiences import AudienceSet
from backend.models import Identified
from backend.rules import Actor
from communs.threads.models import Message, MessageSet

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class OwnSet(AudienceSet[M_co]):
    """Rows of which everybody sees their own, in the threads they still see."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that exist for this actor."""
        seen = super().visible_to(actor)
        return seen.filter(person=actor.person) if actor.person else seen.none()


class Attention(models.TextChoices):
    """Of what in a thread somebody wants to be told."""

    ALL = "all", _("all: every message")
    MENTIONS = "mentions", _("mentions: messages that mention you")
    NOTHING = "nothing", _("nothing")


class FollowingSet(OwnSet["Following"], through="thread"):
    """Choices of what to be told of threads."""


class Following(Identified):
    """Of what in one thread somebody wants to be told; without this row, the usual holds."""

    thread = models.ForeignKey(
        "threads.Thread", models.CASCADE, related_name="+", help_text="The thread."
    )
    person = models.ForeignKey(
        "people.Person", models.CASCADE, related_name="+", help_text="Who chose."
    )
    attention = models.CharField(
        max_length=10, choices=Attention.choices, help_text="Of what they want to be told."
    )

    objects = FollowingSet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "person"], name="one_following_per_person")
        ]
        verbose_name = _("following")
        verbose_name_plural = _("followings")

    def __str__(self) -> str:
        return f"{self.person}: {self.attention}"


class BookmarkSet(OwnSet["Bookmark"], through="message__thread"):
    """Bookmarks: of messages that are there."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that exist for this actor: of a message that was removed, none is left."""
        return super().visible_to(actor).filter(message__removed_at=None)


class Bookmark(Identified):
    """A message that somebody wants to find again."""

    message = models.ForeignKey(
        "threads.Message", models.CASCADE, related_name="+", help_text="The message."
    )
    person = models.ForeignKey(
        "people.Person", models.CASCADE, related_name="+", help_text="Whose bookmark it is."
    )

    objects = BookmarkSet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "person"], name="one_bookmark_per_person_and_message"
            )
        ]
        indexes = [models.Index(fields=["person", "-created_at", "-id"], name="bookmarks_of_one")]
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")

    def __str__(self) -> str:
        return f"{self.person}: {self.message}"


class DraftSet(OwnSet["Draft"], through="thread"):
    """Drafts: what their author has begun to say, and has not said."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that exist for this actor: once they have spoken there, an older draft is done."""
        return super().visible_to(actor).filter(~Exists(_said_since()))

    def done(self, said: Collection[UUID]) -> Self:
        """Those whose author has spoken there since, by one of these messages."""
        return self.filter(Exists(_said_since().filter(pk__in=said)))


def _said_since() -> MessageSet:
    """What the author of a draft has said in its thread since they saved it."""
    return Message.objects.filter(
        thread=OuterRef("thread"),
        author=OuterRef("person"),
        created_at__gte=OuterRef("saved_at"),
    ).order_by()


class Draft(Identified):
    """What somebody has begun to say in a thread."""

    thread = models.ForeignKey(
        "threads.Thread", models.CASCADE, related_name="+", help_text="Where it is to be said."
    )
    person = models.ForeignKey(
        "people.Person", models.CASCADE, related_name="+", help_text="Whose draft it is."
    )
    body = models.TextField(help_text="What it says so far, in Markdown.")
    saved_at = models.DateTimeField(default=timezone.now, help_text="When it was last saved.")

    objects = DraftSet.as_manager()

    class Meta:
        ordering = ["-saved_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "person"], name="one_draft_per_person"),
            models.CheckConstraint(condition=~Q(body=""), name="draft_says_something"),
        ]
        indexes = [models.Index(fields=["person", "-saved_at", "-id"], name="drafts_of_one")]
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")

    def __str__(self) -> str:
        return f"{self.person}: {self.thread}"


class NoticeSet(OwnSet["Notice"], through="message__thread"):
    """Notices: what a person was written about."""


class Notice(Identified):
    """That somebody was told of one message by letter: nobody is told of it twice."""

    message = models.ForeignKey(
        "threads.Message", models.CASCADE, related_name="+", help_text="The message."
    )
    person = models.ForeignKey(
        "people.Person", models.CASCADE, related_name="+", help_text="Who was told."
    )

    objects = NoticeSet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "person"], name="one_notice_per_person_and_message"
            )
        ]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")

    def __str__(self) -> str:
        return f"{self.person}: {self.message}"
