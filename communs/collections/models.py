"""Collections and their entries: which resources, in which order, and why each."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.audiences import Audience, AudienceSet
from backend.models import Identified
from backend.rules import Actor
from communs.resources.models import Resource


class CollectionSet(AudienceSet["Collection"]):
    """Collections, each for its own audience."""


class Collection(Identified):
    """Resources that a group put in an order, for others to walk through."""

    audience = Audience()
    group = models.ForeignKey(
        "groups.Group",
        models.PROTECT,
        related_name="collections",
        help_text="The group that looks after it.",
    )
    created_by = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", help_text="Who started it."
    )
    title = models.CharField(max_length=200, help_text="Its title, on one line.")
    summary = models.TextField(blank=True, help_text="What it is about, in a few sentences.")
    description = models.TextField(
        blank=True, help_text="How to walk through it, and what for, in Markdown."
    )
    revision = models.PositiveIntegerField(
        default=1, help_text="How often it was edited: an edit says from which it starts."
    )

    objects = CollectionSet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["audience", "-created_at", "-id"], name="collection_recency"),
            models.Index(fields=["-created_at", "-id"], name="collection_newest"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="collection_has_title")]
        verbose_name = _("collection")
        verbose_name_plural = _("collections")

    def __str__(self) -> str:
        return self.title


class EntrySet(AudienceSet["CollectionEntry"], through="collection"):
    """Entries: seen by whoever sees both the collection and the resource."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that exist for this actor: a resource that they do not see is not in it."""
        seen = Resource.objects.visible_to(actor).order_by().values("pk")
        return super().visible_to(actor).filter(resource__in=seen)


class CollectionEntry(Identified):
    """A resource at its place in a collection."""

    collection = models.ForeignKey(
        Collection, models.CASCADE, related_name="entries", help_text="What it is part of."
    )
    resource = models.ForeignKey(
        "resources.Resource", models.CASCADE, related_name="entries", help_text="What stands here."
    )
    place = models.BigIntegerField(
        help_text="Where it stands: entries go by it, and the distances between them say nothing."
    )
    note = models.TextField(blank=True, help_text="Why it is here, in Markdown.")
    added_by = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", help_text="Who put it here."
    )

    objects = EntrySet.as_manager()

    class Meta:
        ordering = ["collection", "place", "id"]
        indexes = [models.Index(fields=["collection", "place", "id"], name="collection_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "resource"],
                name="resource_once_per_collection",
                violation_error_message=_("This resource is in the collection already."),
            )
        ]
        verbose_name = _("entry of a collection")
        verbose_name_plural = _("entries of collections")

    def __str__(self) -> str:
        return f"{self.collection}: {self.resource}"
