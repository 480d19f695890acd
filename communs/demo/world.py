"""The world as it grows: steps, each somebody's at some time, and the rows made so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model

from backend.rules import NOBODY, Actor
from communs.groups.actors import actor_of
from communs.people.models import Person

M = TypeVar("M", bound=Model)


class World:
    """The rows made so far, by the names that the content gives them."""

    def __init__(self) -> None:
        self._keys: dict[tuple[type[Model], str], Any] = {}

    def keep(self, name: str, row: Model) -> None:
        """Remember a row by a name."""
        self._keys[type(row), name] = row.pk

    def find(self, model: type[M], name: str, actor: Actor) -> M:
        """Give a row as it is now, provided that this actor sees it: as the doors do."""
        rows: Any = model._default_manager
        found: M = rows.visible_to(actor).get(pk=self._keys[model, name])
        return found

    def actor(self, name: str) -> Actor:
        """Give somebody, with all that they are at this moment."""
        if not name:
            return NOBODY
        return actor_of(Person.objects.get(pk=self._keys[Person, name]))


@dataclass(frozen=True)
class Step:
    """What one person did at one time; without a name, before anybody was there."""

    at: datetime
    by: str
    act: Callable[[Actor, World], None]
