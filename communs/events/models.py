"""Events and their sessions: when and where people meet, and where they talk about it."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.audiences import Audience, AudienceSet
from backend.models import Identified
from communs.classification.models import Classified

ENDS_AFTER_START = _("It must end after it starts.")


class EventSet(AudienceSet["Event"]):
    """Events, asked for by their own words."""

    def to_come(self, *, now: datetime) -> Self:
        """Those that have not ended."""
        return self.filter(ends_at__gte=now)

    def past(self, *, now: datetime) -> Self:
        """Those that have ended."""
        return self.filter(ends_at__lt=now)

    def online(self) -> Self:
        """Those that one may come to from anywhere."""
        return self.exclude(online_url="")


class Event(Identified, Classified):
    """A meeting that a group holds, at a time of its own time zone, in a place or online."""

    audience = Audience()
    group = models.ForeignKey(
        "groups.Group", models.PROTECT, related_name="events", help_text="The group that holds it."
    )
    created_by = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", help_text="Who planned it."
    )
    title = models.CharField(max_length=200, help_text="Its title, on one line.")
    summary = models.TextField(blank=True, help_text="What it is about, in a few sentences.")
    description = models.TextField(blank=True, help_text="Everything to know, in Markdown.")
    starts_at = models.DateTimeField(help_text="When it starts.")
    ends_at = models.DateTimeField(help_text="When it ends.")
    time_zone = models.CharField(
        max_length=64, help_text="The time zone it takes place in, by IANA name: Europe/Paris."
    )
    place = models.CharField(
        max_length=300, blank=True, help_text="Where it takes place; empty when online only."
    )
    online_url = models.CharField(
        max_length=1000, blank=True, help_text="Where to join it online: http or https."
    )
    revision = models.PositiveIntegerField(
        default=1, help_text="How often it was planned anew: an edit says from which it starts."
    )
    cancelled_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was cancelled; null while it takes place."
    )
    cancellation_reason = models.CharField(
        max_length=1000, blank=True, help_text="Why it was cancelled."
    )
    thread = models.OneToOneField(
        "threads.Thread",
        models.PROTECT,
        related_name="event",
        help_text="Where it is talked about.",
    )

    objects = EventSet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["audience", "starts_at", "id"], name="event_calendar")]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="event_has_title"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="event_ends_after_start",
                violation_error_message=ENDS_AFTER_START,
            ),
        ]
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def __str__(self) -> str:
        return self.title

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def local_start(self) -> datetime:
        """When it starts, by the clocks where it takes place."""
        return self.starts_at.astimezone(ZoneInfo(self.time_zone))

    @property
    def local_end(self) -> datetime:
        """When it ends, by the clocks where it takes place."""
        return self.ends_at.astimezone(ZoneInfo(self.time_zone))


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
