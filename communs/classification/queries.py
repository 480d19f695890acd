"""What carries a topic, and what lies in a territory: whatever the model, one condition each."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef

from communs.territories.models import Inclusion
from communs.topics.models import Descent

from .models import Classified

C = TypeVar("C", bound=Classified)


def about(rows: models.QuerySet[C], topic: UUID) -> models.QuerySet[C]:
    """Those that carry a topic, or one of its subtopics."""
    below = Descent.objects.filter(above=topic, below=OuterRef("topic"))
    return rows.filter(_carries(rows.model, "topics", below))


def located_in(rows: models.QuerySet[C], territory: UUID) -> models.QuerySet[C]:
    """Those that carry a territory, or one that lies inside it."""
    inside = Inclusion.objects.filter(outer=territory, inner=OuterRef("territory"))
    return rows.filter(_carries(rows.model, "territories", inside))


def _carries(model: type[Classified], name: str, wanted: models.QuerySet[Any]) -> Exists:
    """Say whether a row has a link that is wanted: two looks into an index, row by row.

    A list in its own order stops at the end of a page; nobody collects all that lies in France.
    """
    relation: Any = model._meta.get_field(name)
    links = relation.remote_field.through._default_manager
    own = links.filter(**{relation.m2m_field_name(): OuterRef("pk")})
    return Exists(own.filter(Exists(wanted)))
