"""The private feed over HTTP: whoever knows its address may read it, and only its owner does."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from communs.registrations.calendars import calendar_of_feed

from .views import sent


@require_safe
def mine(request: HttpRequest, token: str) -> HttpResponseBase:
    """Send the calendar of what somebody is registered for, as far as they see it now."""
    return sent(request, calendar_of_feed(token), "communs.ics")
