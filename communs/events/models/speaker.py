"""Speakers: who says something in an event, or in one of its sessions."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.audiences import AudienceSet
from backend.models import Identified

from .event import Event
from .session import Session

IN_ORDER = (  # of the programme: those of the whole event, then session by session
    F("session__starts_at").asc(nulls_first=True),
    "session__position",
    "session_id",
    "position",
)


class SpeakerSet(AudienceSet["Speaker"], through="event"):
    """Speakers: seen by whoever sees their event."""


class Speaker(Identified):
    """Somebody with a part in the programme: a member, or a guest by their name."""

    event = models.ForeignKey(
        Event, models.CASCADE, related_name="speakers", help_text="The event they speak in."
    )
    session = models.ForeignKey(
        Session,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="speakers",
        help_text="The session they speak in; null for the event as a whole.",
    )
    person = models.ForeignKey(
        "people.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="speaking",
        help_text="Who, if they have an account here.",
    )
    name = models.CharField(
        max_length=200, blank=True, help_text="Who, if they are a guest without an account."
    )
    organization = models.ForeignKey(
        "organizations.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="speakers",
        help_text="The organization that they speak for.",
    )
    line = models.CharField(
        max_length=300, blank=True, help_text="Who they are, in one line of presentation."
    )
    position = models.PositiveSmallIntegerField(
        help_text="Their place among those who speak there, from 1."
    )

    objects = SpeakerSet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "position"],
                condition=Q(session=None),
                name="speaker_place_in_event",
            ),
            models.UniqueConstraint(
                fields=["session", "position"],
                condition=Q(session__isnull=False),
                name="speaker_place_in_session",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, name="") | (Q(person=None) & ~Q(name="")),
                name="speaker_is_person_or_name",
            ),
        ]
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """The name that the programme gives them."""
        return self.person.name if self.person else self.name
