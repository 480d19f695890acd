"""What happened, as people read it; and up to where each has looked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.models import Identified
from backend.rules import Actor
from communs.collections.models import Collection
from communs.events.models import Event
from communs.groups.models import Group, Membership
from communs.people.models import Person
from communs.polls.models import Poll
from communs.resources.models import Resource
from communs.threads.models import Message, Thread

SUBJECTS: dict[str, type[models.Model]] = {  # what can be told of, by its name in the graph
    "Collection": Collection,
    "Event": Event,
    "Group": Group,
    "Membership": Membership,
    "Message": Message,
    "Person": Person,
    "Poll": Poll,
    "Resource": Resource,
    "Thread": Thread,
}


class ActivityKind(models.TextChoices):
    """What happened."""

    PERSON_JOINED = "person_joined", _("somebody joined the network")
    GROUP_CREATED = "group_created", _("a group was founded")
    MEMBER_JOINED = "member_joined", _("somebody joined a group")
    THREAD_OPENED = "thread_opened", _("a conversation began")
    THREAD_CLOSED = "thread_closed", _("a conversation ended")
    MESSAGE_POSTED = "message_posted", _("somebody spoke")
    RESOURCE_PUBLISHED = "resource_published", _("a resource was published")
    RESOURCE_EDITED = "resource_edited", _("a resource got a new revision")
    EVENT_PLANNED = "event_planned", _("an event was planned")
    EVENT_RESCHEDULED = "event_rescheduled", _("an event was moved to another time or place")
    EVENT_CANCELLED = "event_cancelled", _("an event was cancelled")
    OUTCOME_TOLD = "outcome_told", _("it was said what came of an event")
    POLL_OPENED = "poll_opened", _("a question was put to a vote")
    OUTCOME_STATED = "outcome_stated", _("it was said what came of a vote")
    COLLECTION_STARTED = "collection_started", _("a collection was begun")


class ActivitySet(models.QuerySet["Activity"]):
    """What happened, asked for by its own words."""

    def visible_to(self, actor: Actor) -> Self:
        """What exists for this actor: whoever sees the thing now, sees what happened to it.

        The thing is named by a range of one: by equality, PostgreSQL would first gather all that
        the actor sees of its kind, every message there is, for the sake of one page.
        """
        subject = OuterRef("subject")
        seen = Q()
        for name, model in SUBJECTS.items():
            rows: Any = model._default_manager
            visible = rows.visible_to(actor).order_by().filter(pk__range=(subject, subject))
            seen |= Q(Q(subject_type=name), Exists(visible))  # the cheap question first
        return self.filter(seen)

    def of_groups(self, groups: Iterable[UUID]) -> Self:
        """What happened in these groups."""
        return self.filter(group__in=list(groups))

    def by_others(self, person: UUID | None) -> Self:
        """What others did, besides speaking: what was said is counted by its thread."""
        others = self.exclude(kind=ActivityKind.MESSAGE_POSTED)
        return others.filter(Q(actor=None) | ~Q(actor=person))


class Activity(Identified):
    """One thing that happened: an entry of the journal, with what it takes to find and tell it."""

    position = models.BigIntegerField(unique=True, help_text="Its place in the journal.")
    at = models.DateTimeField(help_text="When it happened.")
    kind = models.CharField(max_length=24, choices=ActivityKind.choices, help_text="What happened.")
    actor = models.ForeignKey(
        "people.Person",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who did it.",
    )
    group = models.ForeignKey(
        "groups.Group",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="activity",
        help_text="The group it happened in, if any.",
    )
    subject_type = models.CharField(max_length=24)  # a key of SUBJECTS
    subject = models.UUIDField()

    objects = ActivitySet.as_manager()

    class Meta:
        ordering = ["-position"]
        indexes = [
            models.Index(fields=["group", "-position", "-id"], name="activity_of_group"),
            models.Index(fields=["kind", "-position", "-id"], name="activity_of_kind"),
        ]
        verbose_name = _("activity")
        verbose_name_plural = _("activity")

    def __str__(self) -> str:
        return f"{self.position} {self.kind}"


class VisitSet(models.QuerySet["Visit"]):
    """Visits, asked for by their own words."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that exist for this actor: their own."""
        return self.filter(person=actor.person) if actor.person else self.none()


class Visit(Identified):
    """Up to where somebody has seen what happened."""

    person = models.OneToOneField("people.Person", models.CASCADE, related_name="visit")
    position = models.BigIntegerField(default=0)  # of the journal; never falls
    at = models.DateTimeField(default=timezone.now, help_text="When they last looked.")

    objects = VisitSet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")

    def __str__(self) -> str:
        return f"{self.person} up to {self.position}"
