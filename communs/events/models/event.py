"""Events: when and where people meet, and where they talk about it."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.audiences import Audience, AudienceSet
from backend.models import Identified
from communs.classification.models import Classified
from communs.events.choices import EventKind

ENDS_AFTER_START = _("It must end after it starts.")


class EventSet(AudienceSet["Event"]):
    """Events, asked for by their own words."""

    def held_by(self, organization: UUID) -> Self:
        """Those that an organization holds, or helps to hold."""
        holding, helping = (
            links.objects.filter(organization=organization).values("event")
            for links in (Event.organizing.through, Event.partners.through)
        )
        return self.filter(Q(pk__in=holding) | Q(pk__in=helping))

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
    cycle = models.ForeignKey(
        "events.Cycle",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        help_text="The series that it is part of.",
    )
    kind = models.CharField(
        max_length=20,
        choices=EventKind.choices,
        default=EventKind.MEETING,
        help_text="What kind of meeting it is.",
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
        related_name="event",
        help_text="Where it is talked about.",
    )
    organizing = models.ManyToManyField(
        "organizations.Organization",
        blank=True,
        related_name="organized_events",
        help_text="The organizations that hold it.",
    )
    partners = models.ManyToManyField(
        "organizations.Organization",
        blank=True,
        related_name="partnered_events",
        help_text="The organizations that help to hold it.",
    )
    outcome = models.TextField(
        blank=True, help_text="What came of it, in Markdown, told once it has begun."
    )
    resources = models.ManyToManyField(
        "resources.Resource", blank=True, related_name="events", help_text="What came of it."
    )

    objects = EventSet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [
            models.Index(fields=["audience", "starts_at", "id"], name="event_calendar"),
            models.Index(fields=["starts_at", "id"], name="event_time"),
            models.Index(fields=["cycle", "starts_at", "id"], name="event_in_cycle"),
            models.Index(fields=["group", "starts_at", "id"], name="event_of_group"),
        ]
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
