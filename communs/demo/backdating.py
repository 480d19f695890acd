"""Back-dating: what was stamped while the demo network was loaded gets the time it tells of."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import DateTimeField, Model, Q
from django.utils import timezone

from backend.journal.models import Entry


class Diary:
    """When each step was really taken, and when it is said to have been."""

    def __init__(self) -> None:
        self._begun = timezone.now()
        self._ends: list[datetime] = []
        self._told: list[datetime] = []

    def note(self, told: datetime) -> None:
        """Write down that a step ends now, and when it is said to have been taken."""
        self._ends.append(timezone.now())
        self._told.append(told)

    def backdate(self) -> None:
        """Move every stamp of these steps, in every table of the domain and in the journal.

        Letters keep theirs: they are really sent now.
        """
        for model in _models():
            names = [
                field.name
                for field in model._meta.concrete_fields
                if isinstance(field, DateTimeField)
            ]
            stamped = model._default_manager.filter(self._lately(names)) if names else ()
            rows = [row for row in stamped if self._moves(row, names)]
            if rows:
                model._default_manager.bulk_update(rows, names, batch_size=200)

    def _lately(self, names: list[str]) -> Q:
        """Select the rows that hold a stamp of these steps."""
        lately = (self._begun, self._ends[-1])
        return reduce(or_, (Q(**{f"{name}__range": lately}) for name in names))

    def _moves(self, row: Any, names: list[str]) -> bool:
        told = {name: self._time_of(getattr(row, name)) for name in names}
        for name, moment in told.items():
            if moment:
                setattr(row, name, moment)
        return any(told.values())

    def _time_of(self, stamp: datetime | None) -> datetime | None:
        """Say which time a stamp stands for; none, when no step made it."""
        if stamp is None or not self._begun <= stamp <= self._ends[-1]:
            return None
        return self._told[bisect_left(self._ends, stamp)]


def _models() -> Iterator[type[Model]]:
    for app in apps.get_app_configs():
        if app.name.startswith("communs."):
            yield from app.get_models()
    yield Entry
