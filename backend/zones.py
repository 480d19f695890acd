"""Time zones, by the names that calendars know them by."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

from .rules import Invalid


def clean_zone(name: str, *, field: str = "time_zone") -> str:
    """Give the name of a time zone that exists."""
    if name not in _zones():
        raise Invalid(_("There is no such time zone: Europe/Paris, for example."), field=field)
    return name


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones()) - {"localtime"}  # where the server stands is no place
