"""What was performed under an idempotency key: a retried mutation finds its first result here."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Performed(models.Model):
    """One mutation that a person performed under a key of their client's choice."""

    person = models.UUIDField()
    key = models.CharField(max_length=100)
    mutation = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)  # of the input: another input is another act
    noun = models.UUIDField(null=True)  # what it answered
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="performed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.mutation} {self.key}"
