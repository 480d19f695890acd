"""Documents that cannot be taken in: set aside and told, so that they hold up no others.

They are tried again whenever their row changes, whenever the index is rebuilt, and by
``search_check --repair``.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils import timezone

from .contract import Key
from .keys import ids_by_kind
from .models import SetAside

log = logging.getLogger(__name__)


class Aside:
    """What was set aside during one piece of work."""

    def __init__(self) -> None:
        self.errors: dict[Key, str] = {}

    def __call__(self, key: Key, error: Exception) -> None:
        """Set one aside."""
        log.error("Search cannot take %s; it is set aside.", key, exc_info=error)
        self.errors[key] = type(error).__name__

    def all(self, errors: Mapping[Key, Exception]) -> None:
        """Set several aside."""
        for key, error in errors.items():
            self(key, error)

    def remember(self) -> None:
        """Keep these; before the index moves past them, so that nothing is lost in between."""
        for key, error in self.errors.items():
            told = {"error": error, "at": timezone.now()}
            SetAside.objects.update_or_create(kind=key.kind, row=key.id, defaults=told)

    def forget(self, tried: Iterable[Key]) -> None:
        """Let go of those that were tried and taken this time, once the index has them."""
        taken = set(kept()) & set(tried) - set(self.errors)
        for kind, rows in ids_by_kind(taken).items():
            SetAside.objects.filter(kind=kind, row__in=rows).delete()


def kept() -> list[Key]:
    """Give what is set aside now."""
    rows: Iterable[tuple[str, UUID]] = SetAside.objects.order_by("kind", "row").values_list(
        "kind", "row"
    )
    return [Key(kind, row) for kind, row in rows]


def kept_number() -> int:
    """Count what is set aside now."""
    return SetAside.objects.count()
