"""Where the calendars are."""

from __future__ import annotations

from typing import Any


def path_of_feed(feed: Any) -> str:
    """Say where the private feed is of which a token was just made."""
    return f"/calendars/mine/{feed.token}.ics"
