"""Sessions: the parts of an event's programme."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.audiences import AudienceSet
from backend.models import Identified

from .event import ENDS_AFTER_START, Event


class SessionSet(AudienceSet["Session"], through="event"):
    """Sessions: seen by whoever sees their event."""

    def taking_place(self) -> Self:
        """Those that are not cancelled."""
        return self.filter(cancelled_at=None)


class Session(Identified):
    """A part of an event's programme, with its own time and its own thread."""

    event = models.ForeignKey(
        Event, models.CASCADE, related_name="sessions", help_text="The event it is part of."
    )
    title = models.CharField(max_length=200, help_text="Its title, on one line.")
    description = models.TextField(blank=True, help_text="What is done in it, in Markdown.")
    starts_at = models.DateTimeField(help_text="When it starts.")
    ends_at = models.DateTimeField(help_text="When it ends.")
    position = models.PositiveSmallIntegerField(
        help_text="Its place among sessions that start at the same time."
    )
    place = models.CharField(
        max_length=300, blank=True, help_text="Where, if not simply where the event is."
    )
    online_url = models.CharField(
        max_length=1000,
        blank=True,
        help_text="Where to join it online, if not by the event's link.",
    )
    revision = models.PositiveIntegerField(
        default=1, help_text="How often it was planned anew: an edit says from which it starts."
    )
    edited_at = models.DateTimeField(default=timezone.now, help_text="When it was last changed.")
    cancelled_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was cancelled; null while it takes place."
    )
    cancellation_reason = models.CharField(
        max_length=1000, blank=True, help_text="Why it was cancelled."
    )
    thread = models.OneToOneField(
        "threads.Thread",
        models.PROTECT,
        related_name="session",
        help_text="Where it is talked about.",
    )

    objects = SessionSet.as_manager()

    class Meta:
        ordering = ["starts_at", "position", "id"]
        indexes = [
            models.Index(fields=["event", "starts_at", "position", "id"], name="session_in_event")
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="session_has_title"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_start",
                violation_error_message=ENDS_AFTER_START,
            ),
        ]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    def __str__(self) -> str:
        return self.title

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None
