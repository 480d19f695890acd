"""Synonyms: expressions that mean the same to this network, whatever the language."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.folding import fold
from backend.models import Identified
from backend.rules import Actor


class Vocabulary(models.QuerySet["SynonymSet"]):
    """Sets of synonyms, asked for by their own words."""

    def visible_to(self, _actor: Actor) -> Self:
        """All: what search takes for the same is no secret."""
        return self.all()

    def saying(self, expression: str) -> Self:
        """Those that have an expression with a word beginning so."""
        looked_for = fold(expression)
        return self.filter(folded__contains=f" {looked_for}") if looked_for else self.none()


class SynonymSet(Identified):
    """Expressions that mean the same: who searches for one finds what has another."""

    expressions = models.JSONField(help_text="What means the same: 2 to 12 expressions.")
    note = models.TextField(blank=True, help_text="Why they do: for the network's moderators.")
    folded = models.TextField(editable=False)  # all expressions, as they are looked up

    objects = Vocabulary.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(folded=""), name="synonyms_say_something")
        ]
        verbose_name = _("set of synonyms")
        verbose_name_plural = _("sets of synonyms")

    def __str__(self) -> str:
        return " = ".join(self.expressions)
