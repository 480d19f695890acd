"""Whether all is well here: for whoever watches the installation, and for load balancers."""

from __future__ import annotations

import logging
from typing import Any

from django.db import Error
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backend.graphql.doors.process import live
from backend.journal.health import lag, lags
from backend.search.aside import kept_number
from backend.search.engines import engine

log = logging.getLogger(__name__)

SINGLE = 5  # failures in a row, from which on a follower is not merely unlucky


@require_safe
@never_cache
def health(_request: HttpRequest) -> JsonResponse:
    """Tell the state of each part: 200 when people are served, 503 when they are not."""
    read = _read()
    followers, behind, aside = read or ({}, None, None)
    parts = {
        "database": "failing" if read is None else "ok",
        "search": _search(aside),
        "set_aside": aside,
        "followers": followers,
        "live": {"lag": behind, "sockets": live.sockets},
    }
    is_serving = parts["database"] == "ok"
    status = _word(parts) if is_serving else "failing"
    return JsonResponse({"status": status, **parts}, status=200 if is_serving else 503)


def _read() -> tuple[dict[str, Any], int | None, int] | None:
    """Read how far behind the followers and the hub are, and how much search could not take.

    None without a database that answers.
    """
    position = live.hub.position if live.hub else None
    try:
        return lags(), None if position is None else lag(position), kept_number()
    except Error:
        log.warning("The database does not answer.", exc_info=True)
        return None


def _search(aside: int | None) -> str:
    try:
        if engine().position():
            return "incomplete" if aside else "ok"
    except Exception:  # whatever an engine raises, the rest goes on
        log.warning("Search does not answer.", exc_info=True)
        return "failing"
    return "being built"


def _word(parts: dict[str, Any]) -> str:
    stuck = any(follower["failures"] >= SINGLE for follower in parts["followers"].values())
    return "degraded" if stuck or parts["search"] == "failing" else "ok"
