"""How far behind the followers are."""

from __future__ import annotations

from typing import Any

from .models import Cursor
from .writing import head


def lags() -> dict[str, dict[str, Any]]:
    """Give, for each follower, its position, its lag in entries, and what stopped it last."""
    newest = head()
    return {
        cursor.name: {
            "position": cursor.position,
            "lag": max(0, newest - cursor.position),
            "failures": cursor.failures,
            "error": cursor.error or None,
        }
        for cursor in Cursor.objects.order_by("name")
    }
