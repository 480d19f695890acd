"""Territories: the country, its regions, departments, groupings and communes, and what lies where.

They are given: everybody sees them, and nobody but a new official edition changes them.
"""

from __future__ import annotations

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from backend.folding import fold
from backend.models import Identified
from backend.rules import Actor


class TerritoryKind(models.TextChoices):
    """What a territory is."""

    COUNTRY = "country", _("country")
    REGION = "region", _("region")
    DEPARTMENT = "department", _("department")
    EPCI = "epci", _("grouping of communes with its own taxation (EPCI)")
    COMMUNE = "commune", _("commune")


class TerritorySet(models.QuerySet["Territory"]):
    """Territories, asked for by their own words."""

    def visible_to(self, _actor: Actor) -> Self:
        """All: they are on every map."""
        return self.all()

    def current(self) -> Self:
        """Those that the newest edition knows."""
        return self.filter(ended_at=None)

    def coded(self, code: str) -> Self:
        """Those of an official code, however it was typed: 2a is 2A."""
        return self.filter(code=code.strip().upper())

    def within(self, outer: UUID) -> Self:
        """One territory with all that lies inside it."""
        return self.filter(outwards__outer=outer)

    def named(self, name: str) -> Self:
        """Those with a word that begins so, ranked: those whose whole name does come first."""
        looked_for = fold(name)
        begins = Q(folded__startswith=looked_for)
        rank = Case(
            When(folded=looked_for, then=Value(0)),
            When(begins, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
        ranked = self.annotate(rank=rank)
        if not looked_for:
            return ranked.none()
        return ranked.filter(begins | Q(folded__contains=f" {looked_for}"))


class Territory(Identified):
    """A place that has an official code."""

    kind = models.CharField(max_length=12, choices=TerritoryKind.choices, help_text="What it is.")
    code = models.CharField(
        max_length=10,
        help_text="Its official code: INSEE's, of a grouping its SIREN number, of the country FR.",
    )
    name = models.CharField(max_length=200, help_text="Its official name.")
    folded = models.CharField(max_length=200, editable=False)  # the name, as it is looked up
    ended_at = models.DateField(
        null=True,
        blank=True,
        help_text="From when on the official editions know it no more; null while they do.",
    )

    objects = TerritorySet.as_manager()

    class Meta:
        ordering = ["folded", "id"]
        indexes = [
            models.Index(fields=["folded", "id"], name="territory_name"),
            models.Index(fields=["kind", "folded", "id"], name="territory_kind_name"),
            models.Index(fields=["code"], name="territory_code"),
            models.Index(
                fields=["folded", "id"],
                condition=Q(ended_at__isnull=False),
                name="territory_ended",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="territory_once_per_code"),
            models.CheckConstraint(condition=~Q(name=""), name="territory_has_name"),
        ]
        verbose_name = _("territory")
        verbose_name_plural = _("territories")

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Inclusion(models.Model):
    """One territory lies in another, wholly or in part; each lies in itself as well.

    All pairs are kept, not only the direct ones: so what lies inside is one indexed condition.
    """

    pk = models.CompositePrimaryKey("outer", "inner")
    outer = models.ForeignKey(
        Territory,
        models.CASCADE,
        db_index=False,
        db_constraint=False,  # pairs are written by the loading alone, of rows that are there
        related_name="inwards",
        help_text="The one around.",
    )
    inner = models.ForeignKey(
        Territory,
        models.CASCADE,
        db_constraint=False,
        related_name="outwards",
        help_text="The one inside.",
    )
    is_direct = models.BooleanField(help_text="Whether no other lies between the two.")

    class Meta:
        verbose_name = _("inclusion")
        verbose_name_plural = _("inclusions")

    def __str__(self) -> str:
        return f"{self.inner_id} ⊂ {self.outer_id}"
