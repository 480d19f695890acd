"""What carries topics and territories: the columns, for whatever model inherits them."""

from __future__ import annotations

from django.db import models


class Classified(models.Model):
    """A row that says what it is about, and where."""

    topics = models.ManyToManyField(
        "topics.Topic", blank=True, related_name="+", help_text="What it is about."
    )
    territories = models.ManyToManyField(
        "territories.Territory", blank=True, related_name="+", help_text="Where it takes place."
    )

    class Meta:
        abstract = True
