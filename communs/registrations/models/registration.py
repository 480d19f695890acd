"""Registrations: who comes to what, who waits, and who came."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.models import Identified
from backend.rules import Actor
from communs.groups.audiences import ADMITTING

from .desk import Desk


class RegistrationState(models.TextChoices):
    """What became of a registration."""

    REGISTERED = "registered", _("registered: has a place")
    WAITING = "waiting", _("waiting for a place")
    CANCELLED = "cancelled", _("cancelled")
    ATTENDED = "attended", _("attended: was there")
    ABSENT = "absent", _("absent: had a place, and was not there")


PLACED = (RegistrationState.REGISTERED, RegistrationState.ATTENDED, RegistrationState.ABSENT)
STANDING = (*PLACED, RegistrationState.WAITING)


class RegistrationSet(models.QuerySet["Registration"]):
    """Registrations: everybody sees their own; those who look after the group see all."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that exist for this actor, at the desks that they see."""
        looked_after = [group for group, role in actor.roles.items() if role in ADMITTING]
        theirs = Q(desk__group__in=looked_after)
        if actor.person:
            theirs |= Q(person=actor.person)
        desks = Desk.objects.visible_to(actor).filter(pk=OuterRef("desk")).order_by()
        return self.filter(theirs, Exists(desks))

    def standing(self) -> Self:
        """Those that were not cancelled."""
        return self.filter(state__in=STANDING)

    def placed(self) -> Self:
        """Those that have, or had, a place."""
        return self.filter(state__in=PLACED)

    def waiting(self) -> Self:
        """Those that wait for a place, first come first."""
        return self.filter(state=RegistrationState.WAITING).order_by("number")

    def of(self, person: UUID | None) -> Self:
        """Those of one person; of nobody, none."""
        return self.filter(person=person) if person else self.none()


class Registration(Identified):
    """One person's wish to come to one thing, and what became of it."""

    desk = models.ForeignKey(
        Desk, models.CASCADE, related_name="registrations", help_text="Where it was made."
    )
    person = models.ForeignKey(
        "people.Person", models.CASCADE, related_name="registrations", help_text="Who comes."
    )
    number = models.PositiveIntegerField(
        help_text="Its place in the order in which people registered here, from 1."
    )
    state = models.CharField(
        max_length=10, choices=RegistrationState.choices, help_text="What became of it."
    )
    starts_at = models.DateTimeField(
        default=timezone.now,
        help_text="When it begins: it follows, within a second or so, when it is moved. Of a"
        " cycle: when one registered.",
    )
    placed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the place was given; null while waiting."
    )
    cancelled_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was cancelled; null while it stands."
    )
    cancelled_by = models.ForeignKey(
        "people.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who cancelled it: the person, or somebody who looks after the group.",
    )
    cancellation_reason = models.CharField(
        max_length=1000, blank=True, help_text="Why it was cancelled, where others cancelled it."
    )

    objects = RegistrationSet.as_manager()

    class Meta:
        ordering = ["desk", "number"]
        indexes = [
            models.Index(fields=["person", "starts_at", "id"], name="registration_of_person"),
            models.Index(
                fields=["desk", "number"],
                condition=Q(state=RegistrationState.WAITING),
                name="registration_waiting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["desk", "number"], name="registration_number"),
            models.UniqueConstraint(
                fields=["desk", "person"],
                condition=~Q(state=RegistrationState.CANCELLED),
                name="one_standing_registration",
                violation_error_message=_("You are registered already."),
            ),
            models.CheckConstraint(
                condition=Q(state=RegistrationState.CANCELLED, cancelled_at__isnull=False)
                | (~Q(state=RegistrationState.CANCELLED) & Q(cancelled_at=None)),
                name="registration_stands_or_was_cancelled",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=PLACED) | Q(placed_at__isnull=False),
                name="registration_has_its_place_since",
            ),
        ]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")

    def __str__(self) -> str:
        return f"{self.person} → {self.desk}"
