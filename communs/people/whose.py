"""Whose rows are read: a person's, named by their own key or by that of a session of theirs.

By a session's key, all that a request has to know of who sends it is read at once: nobody waits to
hear who it is before asking what they hold.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from backend.statements import Among, Exactly, Reading, among, reading

from .models import Person, Session


@dataclass(frozen=True)
class Whose:
    """A person, by their key or by that of their session."""

    key: UUID | str
    by_session: bool = False

    def reading(self, name: str, make: Callable[[], QuerySet[Any]]) -> Reading:
        """Want the rows of a queryset of tuples, which has the condition `theirs`."""
        key = (Session if self.by_session else Person)._meta.pk
        return reading((name, self.by_session), make, column=key, keys=[self.key])

    def theirs(self, column: str) -> Among | Exactly | Q:
        """Make the condition that a column names them."""
        if not self.by_session:
            return among(column, only=True)
        return Q(**{column: Session.objects.filter(among("pk", only=True)).values("person")[:1]})
