"""Who asks a twin: nobody where it has no sessions, else the person whose session it is."""

from __future__ import annotations

from django.http import HttpRequest

from backend.rules import NOBODY, Actor
from communs.groups.actors import actor_of


def actor(request: HttpRequest) -> Actor:
    """Give who asks, looked up once for each request."""
    known: Actor | None = getattr(request, "known_actor", None)
    if known is None:
        user = getattr(request, "user", None)
        known = request.known_actor = NOBODY if user is None else actor_of(user)  # type: ignore[attr-defined]
    return known
