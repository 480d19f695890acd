"""Polls and their options: what is put to those of a thread."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.audiences import AudienceSet
from backend.models import Identified
from backend.rules import Actor
from communs.groups.audiences import group_of
from communs.groups.models import Role
from communs.polls.choices import PollKind


class PollSet(AudienceSet["Poll"], through="thread"):
    """Polls: seen by whoever sees their thread, and gone with the message that opened them."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that exist for this actor."""
        return super().visible_to(actor).standing()

    def standing(self) -> Self:
        """Those whose message was not removed."""
        return self.filter(message__removed_at=None)

    def running(self) -> Self:
        """Those that take votes."""
        later = Q(closes_at=None) | Q(closes_at__gt=timezone.now())
        return self.filter(later, closed_at=None)

    def over(self) -> Self:
        """Those that take no more votes, be it that nobody has closed them yet."""
        return self.filter(Q(closed_at__isnull=False) | Q(closes_at__lte=timezone.now()))

    def due(self) -> Self:
        """Those whose time is up, and that are to be closed."""
        return self.filter(closed_at=None, closes_at__lte=timezone.now())

    def reminding(self) -> Self:
        """Those of which it is time to remind who has not voted."""
        return self.running().filter(reminds_at__lte=timezone.now())

    def awaiting(self, actor: Actor) -> Self:
        """Those that this actor may vote in, and has not."""
        if actor.person is None:
            return self.none()
        mine = self.running().filter(thread__audience__in=_written_in(actor))
        return mine.exclude(voters__person=actor.person)


class Poll(Identified):
    """A question put to those of a thread, until it closes."""

    thread = models.ForeignKey(
        "threads.Thread", models.CASCADE, related_name="polls", help_text="The thread it is put in."
    )
    message = models.OneToOneField(
        "threads.Message",
        models.CASCADE,
        related_name="poll",
        help_text="The message that opened it: its place in the thread.",
    )
    opened_by = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", help_text="Who opened it."
    )
    kind = models.CharField(
        max_length=10, choices=PollKind.choices, help_text="How it is answered."
    )
    title = models.CharField(max_length=200, help_text="What is asked, on one line.")
    description = models.TextField(blank=True, help_text="Everything to know, in Markdown.")
    time_zone = models.CharField(
        max_length=64, blank=True, help_text="Of times to meet: their time zone, by IANA name."
    )
    least = models.PositiveSmallIntegerField(
        default=1, help_text="Of a choice of several: how many one chooses at least."
    )
    most = models.PositiveSmallIntegerField(
        default=1, help_text="Of a choice of several: how many one chooses at most."
    )
    quorum = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many must answer for it to count; null: any number."
    )
    is_anonymous = models.BooleanField(
        default=False, help_text="Whether it stays unknown who answered what."
    )
    hides_results = models.BooleanField(
        default=False, help_text="Whether results are told only once it is closed."
    )
    closes_at = models.DateTimeField(
        null=True, blank=True, help_text="When it closes by itself; null: when somebody closes it."
    )
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was closed; null until then."
    )
    closed_by = models.ForeignKey(
        "people.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who closed it; null where it closed by itself.",
    )
    reminds_at = models.DateTimeField(
        null=True, blank=True, help_text="When who has not voted is written to; null: no more."
    )
    reminded_up_to = models.UUIDField(
        null=True, blank=True, help_text="Up to whom, in the order of their keys, it was written."
    )
    outcome = models.ForeignKey(
        "Outcome",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="What came of it, as it is stated now.",
    )

    objects = PollSet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["thread", "created_at", "id"], name="poll_in_thread"),
            models.Index(fields=["-created_at", "-id"], name="poll_newest"),
            models.Index(fields=["closes_at"], condition=Q(closed_at=None), name="poll_due"),
            models.Index(
                fields=["reminds_at"], condition=Q(reminds_at__isnull=False), name="poll_reminding"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="poll_has_title"),
            models.CheckConstraint(
                condition=Q(least__gte=1, most__gte=F("least")), name="poll_least_and_most"
            ),
            models.CheckConstraint(
                condition=Q(is_anonymous=False) | Q(hides_results=True),
                name="poll_secret_until_closed",
            ),
        ]
        verbose_name = _("poll")
        verbose_name_plural = _("polls")

    def __str__(self) -> str:
        return self.title

    @property
    def is_running(self) -> bool:
        """Whether it takes votes at this moment, whoever is to close it."""
        return self.closed_at is None and (
            self.closes_at is None or self.closes_at > timezone.now()
        )


class PollOptionSet(AudienceSet["PollOption"], through="poll__thread"):
    """Options: seen by whoever sees their poll."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that exist for this actor."""
        return super().visible_to(actor).filter(poll__message__removed_at=None)


class PollOption(Identified):
    """Something to choose, or a time to meet."""

    poll = models.ForeignKey(
        Poll, models.CASCADE, related_name="options", help_text="The poll that offers it."
    )
    number = models.PositiveSmallIntegerField(
        help_text="Its place in the poll (1, 2, 3…), by which votes name it."
    )
    label = models.CharField(
        max_length=200, blank=True, help_text="What it is, on one line; of a time, a remark."
    )
    starts_at = models.DateTimeField(null=True, blank=True, help_text="Of a time: when it starts.")
    ends_at = models.DateTimeField(null=True, blank=True, help_text="Of a time: when it ends.")

    objects = PollOptionSet.as_manager()

    class Meta:
        ordering = ["poll", "number"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "number"], name="poll_option_number"),
            models.CheckConstraint(
                condition=(~Q(label="") & Q(starts_at=None, ends_at=None))
                | Q(ends_at__gt=F("starts_at")),
                name="poll_option_is_told_or_timed",
            ),
        ]
        verbose_name = _("option")
        verbose_name_plural = _("options")

    def __str__(self) -> str:
        return self.label or f"{self.starts_at:%Y-%m-%d %H:%M}"


def _written_in(actor: Actor) -> list[str]:
    """Name the audiences of what this actor writes in, as `threads.rules.speaks` judges them."""
    return [
        audience
        for audience in sorted(actor.audiences)
        if (group := group_of(audience)) is None
        or actor.roles.get(group, Role.OBSERVER) != Role.OBSERVER
    ]
