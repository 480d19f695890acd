"""Desks: where one registers for something, and how many places there are."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.models import Identified
from backend.rules import Actor
from communs.events.models import Cycle, Event, Session

ONE_THING = (
    Q(event__isnull=False, session=None, cycle=None)
    | Q(event=None, session__isnull=False, cycle=None)
    | Q(event=None, session=None, cycle__isnull=False)
)


class DeskSet(models.QuerySet["Desk"]):
    """Desks: seen by whoever sees what one registers for."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that exist for this actor."""
        return self.filter(
            Q(Exists(Event.objects.visible_to(actor).filter(pk=OuterRef("event")).order_by()))
            | Q(Exists(Session.objects.visible_to(actor).filter(pk=OuterRef("session")).order_by()))
            | Q(Exists(Cycle.objects.visible_to(actor).filter(pk=OuterRef("cycle")).order_by()))
        )

    def with_subject(self) -> Self:
        """Each together with what it is for."""
        return self.select_related("event", "session__event", "cycle")


class Desk(Identified):
    """Where one registers: for an event, for a session, or once for a whole cycle.

    Whoever gives or frees a place holds this row's lock: so the counts are those of the rows.
    """

    event = models.OneToOneField(
        Event, models.CASCADE, null=True, blank=True, help_text="The event one registers for."
    )
    session = models.OneToOneField(
        Session, models.CASCADE, null=True, blank=True, help_text="The session one registers for."
    )
    cycle = models.OneToOneField(
        Cycle,
        models.CASCADE,
        null=True,
        blank=True,
        help_text="The cycle one registers for: once, for all its events to come.",
    )
    group = models.ForeignKey(
        "groups.Group", models.PROTECT, related_name="+", help_text="The group that looks after it."
    )
    capacity = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many places there are; null: as many as come."
    )
    opens_at = models.DateTimeField(
        null=True, blank=True, help_text="From when one may register; null: at once."
    )
    closes_at = models.DateTimeField(
        null=True, blank=True, help_text="Until when one may register; null: until it starts."
    )
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was closed by hand; null while it was not."
    )
    revision = models.PositiveIntegerField(
        default=1, help_text="How often it was changed: an edit says from which it starts."
    )
    last_number = models.PositiveIntegerField(
        default=0, help_text="The number of its newest registration; 0 before the first."
    )
    taken_count = models.PositiveIntegerField(default=0, help_text="How many places are taken.")
    waiting_count = models.PositiveIntegerField(
        default=0, help_text="How many people wait for a place."
    )

    objects = DeskSet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=ONE_THING, name="desk_is_for_one_thing"),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gte=1), name="desk_has_places"
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="desk_closes_after_it_opens",
            ),
        ]
        verbose_name = _("registration desk")
        verbose_name_plural = _("registration desks")

    def __str__(self) -> str:
        return str(self.subject)

    @property
    def subject(self) -> Event | Session | Cycle:
        """What one registers for."""
        subject = self.event or self.session or self.cycle
        assert subject is not None  # noqa: S101 - the constraint says so
        return subject

    @property
    def meeting(self) -> Event | Session | None:
        """What takes place at one time; a cycle does not."""
        return self.event or self.session

    @property
    def whole(self) -> Event | Cycle:
        """The event or the cycle that decides who sees it."""
        whole: Event | Cycle | None = self.event or self.cycle
        if self.session:
            whole = self.session.event
        assert whole is not None  # noqa: S101 - the constraint says so
        return whole

    @property
    def audience(self) -> str:
        """Who sees it."""
        return str(self.whole.audience)

    @property
    def goes_ahead(self) -> bool:
        """Whether what one registers for is still meant to happen, and not over."""
        plans = (self.meeting, self.whole)
        if any(plan.cancelled_at for plan in plans if isinstance(plan, Event | Session)):
            return False
        if self.meeting:
            return timezone.now() < self.meeting.ends_at
        return self.cycle is not None and self.cycle.is_running

    @property
    def starts_at(self) -> datetime | None:
        """When it begins; none for a cycle."""
        return self.meeting.starts_at if self.meeting else None

    @property
    def takes_until(self) -> datetime | None:
        """Until when one may register; none: no end is set."""
        return self.closes_at or self.starts_at

    @property
    def places_left(self) -> int | None:
        """How many places are free; none: as many as come."""
        return None if self.capacity is None else max(0, self.capacity - self.taken_count)
