"""Calendar files, as they are sent: to whoever sees what they show, by cookie or token.

What may not be seen is not there: its address answers as any address of nothing does.
"""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from backend.graphql.doors.callers import context_of
from communs.events.calendars import KIND
from communs.events.queries import calendar_of_cycle, calendar_of_event


@require_safe
def event(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Send the calendar file of an event."""
    return sent(request, calendar_of_event(context_of(request).actor, key), f"event-{key}.ics")


@require_safe
def cycle(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Send the calendar file of a cycle, with those of its events that whoever asks may see."""
    return sent(request, calendar_of_cycle(context_of(request).actor, key), f"cycle-{key}.ics")


def sent(request: HttpRequest, content: bytes | None, name: str) -> HttpResponseBase:
    """Send a calendar file, or tell a program that the one it has is still good."""
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type=KIND)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    answer = get_conditional_response(request, etag=response["ETag"], response=response) or response
    answer["Cache-Control"] = "private, no-cache"  # kept, but asked about each time
    answer["X-Content-Type-Options"] = "nosniff"
    patch_vary_headers(answer, ["Cookie", "X-Session-Token"])
    return answer
