"""What search keeps in the database: the documents that no index could take."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class SetAside(models.Model):
    """A row that could not be read for the index, or not be written there, until it can."""

    kind = models.CharField(max_length=40)
    row = models.UUIDField()
    error = models.CharField(max_length=80)  # its type: a message could quote what is hidden
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "row"], name="set_aside_once")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.row} {self.error}"
