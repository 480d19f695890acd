"""Cycles: events that come one after another, under one title."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.audiences import Audience, AudienceSet
from backend.models import Identified
from communs.classification.models import Classified


class CycleSet(AudienceSet["Cycle"]):
    """Cycles, asked for by their own words."""


class Cycle(Identified, Classified):
    """A series of events with a rhythm: a webinar on one Thursday a month, say."""

    audience = Audience()  # its own: an event of it may be seen by more people, or by fewer
    group = models.ForeignKey(
        "groups.Group", models.PROTECT, related_name="cycles", help_text="The group that runs it."
    )
    created_by = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", help_text="Who started it."
    )
    title = models.CharField(max_length=200, help_text="Its title, on one line.")
    summary = models.TextField(blank=True, help_text="What it is about, in a few sentences.")
    description = models.TextField(blank=True, help_text="Everything to know, in Markdown.")
    rhythm = models.CharField(
        max_length=200, blank=True, help_text="How often it comes, in words: « un jeudi par mois »."
    )
    revision = models.PositiveIntegerField(
        default=1, help_text="How often it was written anew: an edit says from which it starts."
    )
    edited_at = models.DateTimeField(default=timezone.now, help_text="When it was last changed.")
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was ended; null while events may join it."
    )
    organizing = models.ManyToManyField(
        "organizations.Organization",
        blank=True,
        related_name="organized_cycles",
        help_text="The organizations that run it.",
    )
    partners = models.ManyToManyField(
        "organizations.Organization",
        blank=True,
        related_name="partnered_cycles",
        help_text="The organizations that help to run it.",
    )

    objects = CycleSet.as_manager()

    class Meta:
        ordering = ["title", "id"]
        indexes = [models.Index(fields=["audience", "title", "id"], name="cycle_by_title")]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="cycle_has_title")]
        verbose_name = _("cycle")
        verbose_name_plural = _("cycles")

    def __str__(self) -> str:
        return self.title

    @property
    def is_running(self) -> bool:
        return self.ended_at is None
