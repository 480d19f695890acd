"""Saved searches and what they found: each person's own, and nobody else's."""

from __future__ import annotations

from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from backend.models import Identified
from backend.rules import Actor
from backend.search.contract import Key
from backend.search.sources import findable, sources


class SavedSearchSet(models.QuerySet["SavedSearch"]):
    """Saved searches, asked for by their own words."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that exist for this actor: their own."""
        return self.filter(person=actor.person) if actor.person else self.none()

    def telling(self) -> Self:
        """Those that are to tell of new hits."""
        return self.filter(muted_at=None)


class SavedSearch(Identified):
    """What somebody looks for again and again."""

    person = models.ForeignKey(
        "people.Person", models.CASCADE, related_name="saved_searches", help_text="Whose it is."
    )
    name = models.CharField(max_length=200, help_text="What its owner calls it.")
    asked = models.JSONField(help_text="What is looked for: arguments of `search`.")
    muted_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when it tells of no new hits."
    )

    objects = SavedSearchSet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="saved_search_has_name")]
        indexes = [
            models.Index(fields=["person", "-created_at", "-id"], name="saved_searches_of_one")
        ]
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")

    def __str__(self) -> str:
        return self.name


class SavedSearchHitSet(models.QuerySet["SavedSearchHit"]):
    """What saved searches found, asked for by its own words."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that exist for this actor: what was new to them, and what they see by now.

        The thing is named by a range of one, so that no database gathers all that one may see.
        """
        if actor.person is None:
            return self.none()
        document = OuterRef("document")
        seen = Q()
        for kind in (each.kind for each in sources()):
            there = seen_of(kind, actor).filter(pk__range=(document, document))
            seen |= Q(Q(source=kind), Exists(there))  # the cheap question first
        return self.filter(search__person=actor.person).told().filter(seen)

    def told(self) -> Self:
        """Those that were new, and not there when the search was saved."""
        return self.filter(found_at__isnull=False)

    def unseen(self) -> Self:
        """Those that were new, and were not looked at since."""
        return self.told().filter(seen_at=None)

    def unwritten(self) -> Self:
        """Those of which no letter told."""
        return self.told().filter(written_at=None)


class SavedSearchHit(Identified):
    """That a saved search has found something: it tells of it once, whatever becomes of it."""

    search = models.ForeignKey(
        SavedSearch, models.CASCADE, related_name="hits", help_text="The search."
    )
    source = models.CharField(max_length=24)  # what kind of thing: "resource"
    document = models.UUIDField()
    found_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was told; of what was there before, never."
    )
    seen_at = models.DateTimeField(
        null=True, blank=True, help_text="When its owner has looked at it."
    )
    written_at = models.DateTimeField(
        null=True, blank=True, help_text="When a letter told of it, or was spared."
    )

    objects = SavedSearchHitSet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["search", "source", "document"], name="one_hit_per_search_and_document"
            )
        ]
        indexes = [
            models.Index(fields=["search", "-found_at", "-id"], name="hits_of_search"),
            models.Index(
                fields=["found_at"],
                condition=Q(found_at__isnull=False, written_at=None),
                name="hits_unwritten",
            ),
        ]
        verbose_name = _("hit of a saved search")
        verbose_name_plural = _("hits of saved searches")

    def __str__(self) -> str:
        return str(self.key)

    @property
    def key(self) -> Key:
        return Key(self.source, self.document)


def seen_of(kind: str, actor: Actor) -> models.QuerySet[Any]:
    """Give what somebody sees of a kind, among what can be found at all."""
    there = findable(kind).order_by()
    rows: Any = there.model._default_manager
    found = there.filter(pk__range=(OuterRef("pk"), OuterRef("pk")))
    seen: models.QuerySet[Any] = rows.visible_to(actor).order_by().filter(Exists(found))
    return seen


def seen_among(actor: Actor, keys: set[Key]) -> set[Key]:
    """Say which of some documents are there for somebody at this moment: one query per kind."""
    by_kind: dict[str, set[UUID]] = {}
    for key in keys:
        by_kind.setdefault(key.kind, set()).add(key.id)
    return {
        Key(kind, found)
        for kind, some in by_kind.items()
        for found in seen_of(kind, actor).filter(pk__in=some).values_list("pk", flat=True)
    }
