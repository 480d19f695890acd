"""How far behind the followers are, and not how much there was to follow: that is nobody's."""

from __future__ import annotations

from typing import Any

from .models import Cursor
from .writing import head


def lags() -> dict[str, dict[str, Any]]:
    """Give, for each follower, its lag in entries, and what stopped it last."""
    newest = head()
    return {
        cursor.name: {
            "lag": max(0, newest - cursor.position),
            "failures": cursor.failures,
            "error": cursor.error or None,
        }
        for cursor in Cursor.objects.order_by("name")
    }


def lag(position: int) -> int:
    """Count the entries behind which a position is."""
    return max(0, head() - position)
