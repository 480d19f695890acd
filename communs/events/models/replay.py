"""Replays: where an event can be seen or heard again."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.audiences import AudienceSet
from backend.models import Identified

from .event import Event


class ReplaySet(AudienceSet["Replay"], through="event"):
    """Replays: seen by whoever sees their event."""


class Replay(Identified):
    """A recording of an event, somewhere else, with marks of what comes when."""

    event = models.ForeignKey(
        Event, models.CASCADE, related_name="replays", help_text="What was recorded."
    )
    position = models.PositiveSmallIntegerField(help_text="Its place among the replays, from 1.")
    url = models.CharField(max_length=1000, help_text="The address: http or https.")
    label = models.CharField(max_length=200, blank=True, help_text="What is found there.")
    marks = models.JSONField(
        default=list, blank=True, help_text="What comes when: pairs of seconds and a label."
    )

    objects = ReplaySet.as_manager()

    class Meta:
        ordering = ["event", "position"]
        constraints = [models.UniqueConstraint(fields=["event", "position"], name="replay_place")]
        verbose_name = _("replay")
        verbose_name_plural = _("replays")

    def __str__(self) -> str:
        return self.label or self.url
