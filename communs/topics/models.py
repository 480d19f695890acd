"""Topics: the 17 sustainable development goals, and the network's own words in a tree."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.folding import fold
from backend.models import Identified
from backend.rules import Actor


class TopicKind(models.TextChoices):
    """Where a topic comes from."""

    GOAL = "goal", _("sustainable development goal of the United Nations (ODD)")
    OWN = "own", _("one of the network's own words")


class TopicSet(models.QuerySet["Topic"]):
    """Topics, asked for by their own words."""

    def visible_to(self, _actor: Actor) -> Self:
        """All: they are what the network talks about, and no secret."""
        return self.all()

    def in_use(self) -> Self:
        """Those that things may be classified under from now on."""
        return self.filter(archived_at=None)

    def under(self, topic: UUID) -> Self:
        """One topic with all its subtopics."""
        return self.filter(pk__in=Descent.objects.filter(above=topic).values("below"))

    def named(self, name: str) -> Self:
        """Those that are called so, in either language or by a synonym, or begin a word so."""
        looked_for = fold(name)
        return self.filter(folded__contains=f" {looked_for}") if looked_for else self.none()


class Topic(Identified):
    """What something is about."""

    kind = models.CharField(
        max_length=8,
        choices=TopicKind.choices,
        default=TopicKind.OWN,
        help_text="Where it comes from.",
    )
    number = models.PositiveSmallIntegerField(
        null=True, blank=True, unique=True, help_text="Of a goal: its number, 1 to 17."
    )
    name_fr = models.CharField(max_length=200, help_text="Its name in French.")
    name_en = models.CharField(
        max_length=200, blank=True, help_text="Its name in English; empty when it has none."
    )
    colour = models.CharField(max_length=7, help_text="The colour it is shown in: #19486A.")
    synonyms = models.JSONField(
        default=list, blank=True, help_text="Other words for it, by which it is found too."
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        help_text="The topic that it is a part of.",
    )
    archived_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when nothing new is classified under it."
    )
    place = models.PositiveSmallIntegerField(editable=False)  # goals by number, then all others
    folded = models.TextField(editable=False)  # all its names, as they are looked up

    objects = TopicSet.as_manager()

    class Meta:
        ordering = ["place", "name_fr", "id"]
        indexes = [models.Index(fields=["place", "name_fr", "id"], name="topic_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["name_fr"],
                name="topic_once_per_name",
                violation_error_message=_("There is a topic of this name already."),
            ),
            models.CheckConstraint(condition=~Q(name_fr=""), name="topic_has_name"),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")),
                name="topic_not_its_own_parent",
                violation_error_message=_("A topic cannot be part of itself."),
            ),
            models.CheckConstraint(
                condition=Q(kind=TopicKind.GOAL, number__range=(1, 17))
                | Q(kind=TopicKind.OWN, number=None),
                name="topic_goal_has_number",
            ),
        ]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.name_fr

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None


class Descent(models.Model):
    """One topic stands under another, at whatever depth; each stands under itself as well."""

    pk = models.CompositePrimaryKey("above", "below")
    above = models.ForeignKey(
        Topic, models.CASCADE, db_index=False, related_name="descendants", help_text="The wider."
    )
    below = models.ForeignKey(
        Topic, models.CASCADE, related_name="ancestors", help_text="The narrower."
    )

    class Meta:
        verbose_name = _("descent")
        verbose_name_plural = _("descents")

    def __str__(self) -> str:
        return f"{self.below_id} < {self.above_id}"
