"""The journal's rows: entries in commit order, and how far each follower has read."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils import timezone

from .facts import KINDS, Fact


class EntrySet(models.QuerySet["Entry"]):
    """Entries, oldest first."""

    def after(self, position: int) -> Self:
        """Those written after a position, in the order of their commits."""
        return self.filter(id__gt=position).order_by("id")


class Entry(models.Model):
    """One fact, at its place: ids follow the order of commits, so the id is the cursor."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=80)  # "threads.MessagePosted"
    topic = models.CharField(max_length=80, blank=True)  # "thread:<id>"
    actor = models.UUIDField(null=True)
    data = models.JSONField(default=dict)

    objects = EntrySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["topic", "id"], name="entry_topic")]

    def __str__(self) -> str:
        return f"{self.id} {self.kind} {self.topic}"

    @property
    def fact(self) -> Fact:
        """What happened, as the dataclass that recorded it."""
        return KINDS[self.kind].from_data(self.data)


class Cursor(models.Model):
    """How far one follower has read, and what stopped it last."""

    name = models.CharField(max_length=40, primary_key=True)
    position = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(default=timezone.now)
    failures = models.PositiveIntegerField(default=0)  # in a row, at the same place
    error = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.name} at {self.position}"
