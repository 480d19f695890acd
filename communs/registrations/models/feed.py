"""Calendar feeds: the address under which a calendar program finds what one registered for."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.models import Identified
from backend.rules import Actor


class CalendarFeedSet(models.QuerySet["CalendarFeed"]):
    """Feeds: everybody sees that they have their own, nobody another's."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that exist for this actor."""
        return self.filter(person=actor.person) if actor.person else self.none()


class CalendarFeed(Identified):
    """One person's private feed: its token was told once, and is kept only as a hash."""

    person = models.OneToOneField(
        "people.Person", models.CASCADE, related_name="calendar_feed", help_text="Whose it is."
    )
    token_hash = models.CharField(max_length=64, unique=True)  # SHA-256 of what was told
    renewed_at = models.DateTimeField(
        default=timezone.now, help_text="Since when its address is what it is."
    )

    token: str | None = None  # only on the row in hand, just after it was made

    objects = CalendarFeedSet.as_manager()

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return str(self.person)
