"""Notices: who was told of what, so that nobody is told twice."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.models import Identified


class Notice(Identified):
    """One person was told by letter of one thing that happened."""

    entry = models.BigIntegerField(help_text="The entry of the journal that they were told of.")
    person = models.ForeignKey(
        "people.Person", models.CASCADE, related_name="+", help_text="Who was told."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "person"], name="told_once")]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")

    def __str__(self) -> str:
        return f"{self.person}: {self.entry}"
