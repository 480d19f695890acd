"""What carries a topic, and what lies in a territory: whatever the model, one condition each."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from communs.territories.models import Territory
from communs.topics.models import Topic

from .models import Classified

C = TypeVar("C", bound=Classified)


def about(rows: models.QuerySet[C], topic: UUID) -> models.QuerySet[C]:
    """Those that carry a topic, or one of its subtopics."""
    return rows.filter(pk__in=_linked(rows.model, "topics", Topic.objects.under(topic)))


def located_in(rows: models.QuerySet[C], territory: UUID) -> models.QuerySet[C]:
    """Those that carry a territory, or one that lies inside it."""
    within = Territory.objects.within(territory)
    return rows.filter(pk__in=_linked(rows.model, "territories", within))


def _linked(model: type[Classified], name: str, targets: models.QuerySet[Any]) -> Any:
    """Give the keys of the rows that are linked to any of some others."""
    relation: Any = model._meta.get_field(name)
    links = relation.remote_field.through._default_manager
    found = links.filter(**{f"{relation.m2m_reverse_field_name()}__in": targets.values("pk")})
    return found.values(f"{relation.m2m_field_name()}_id")
