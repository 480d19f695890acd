"""Letters: what is to be mailed, what became of it, and what readers asked to be spared."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.models import Identified


class LetterSet(models.QuerySet["Letter"]):
    """Letters, asked for by their own words."""

    def due(self, at: datetime) -> Self:
        """Those to be sent, or tried again, by a moment; whoever waits longest comes first."""
        return self.filter(next_attempt_at__lte=at).order_by("next_attempt_at", "id")


class Letter(Identified):
    """One mail to one address. Once it has left, or cannot leave, its text is gone."""

    to = models.EmailField(help_text="Where it goes.")
    subject = models.CharField(max_length=300, help_text="What it is about, on one line.")
    text = models.TextField(blank=True, help_text="What it says; empty once it is done with.")
    language = models.CharField(
        max_length=8, choices=settings.LANGUAGES, blank=True, help_text="What it is written in."
    )
    matter = models.CharField(
        max_length=40,
        blank=True,
        help_text="What it is about, by which readers may stop it.",
    )
    attempts = models.PositiveSmallIntegerField(
        default=0, help_text="How often it could not be sent."
    )
    next_attempt_at = models.DateTimeField(
        null=True,
        blank=True,
        default=timezone.now,
        help_text="When it is tried next; null once it is done with.",
    )
    sent_at = models.DateTimeField(null=True, blank=True, help_text="When it was sent.")
    failed_at = models.DateTimeField(null=True, blank=True, help_text="When it was given up.")
    error = models.CharField(max_length=300, blank=True, help_text="What stopped it last.")

    objects = LetterSet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                condition=Q(next_attempt_at__isnull=False),
                name="letter_due",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_attempt_at__isnull=False, sent_at=None, failed_at=None)
                | Q(next_attempt_at=None, text="", sent_at__isnull=False, failed_at=None)
                | Q(next_attempt_at=None, text="", sent_at=None, failed_at__isnull=False),
                name="letter_waits_or_is_done_with",
            )
        ]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"


class Stop(Identified):
    """A reader's word that an address gets no more letters about one matter."""

    to = models.EmailField(help_text="The address, in lower case.")
    matter = models.CharField(max_length=40, help_text="What its letters would be about.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["to", "matter"], name="one_stop_per_matter")]
        verbose_name = _("stop")
        verbose_name_plural = _("stops")

    def __str__(self) -> str:
        return f"{self.matter} ↛ {self.to}"
