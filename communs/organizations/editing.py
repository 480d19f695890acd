"""What is told of an organization: made clean, entered once, and never part of itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.journal.exclusive import take_turn
from backend.models import folded
from backend.rules import Actor, Conflict, Invalid, Limited
from backend.texts import clean, clean_address, clean_line
from backend.unset import UNSET

from .models import Organization

LONGEST_DESCRIPTION = 50_000
MOST_A_DAY = 20  # that one person adds: all the world sees them
MOST_CONTACTS = 20  # of one organization: each is written to


def cleaned(given: Mapping[str, Any]) -> dict[str, Any]:
    """Give, made clean, those of an organization's columns that were given at all."""
    columns = {name: value for name, value in given.items() if value is not UNSET}
    return {
        name: CLEANERS[name](value) if name in CLEANERS else value
        for name, value in columns.items()
    }


def twin_of(organization: Organization) -> Organization | None:
    """Find the other organization of the same name, in whatever case and accents."""
    named = Organization.objects.filter(folded_name=folded(organization.name))
    return named.exclude(pk=organization.pk).first()


def check_name(organization: Organization, *, current: Organization | None = None) -> None:
    """Refuse a name that another organization has; what stands is the other, unless said."""
    twin = twin_of(organization)
    if twin is not None:
        reason = _("There is an organization of this name already.")
        raise Conflict(reason, current=current or twin, field="name")


def check_parent(organization: Organization) -> None:
    """Refuse a network that is, by whatever way, part of this very organization.

    Whoever moves an organization waits for whoever moves another: else each could see a circle
    open that the two of them close.
    """
    take_turn("organizations")
    above = organization.parent
    while above is not None:
        if above.pk == organization.pk:
            raise Invalid(_("An organization cannot be part of itself."), field="parent")
        above = above.parent


def check_limit(by: Actor) -> None:
    """Stop here if somebody has added too many today; moderators may enter a whole directory."""
    day_ago = timezone.now() - timedelta(days=1)
    today = Organization.objects.filter(created_by=by.somebody, created_at__gt=day_ago)
    if not by.is_moderator and today.count() >= MOST_A_DAY:
        raise Limited(_("You have added many today: go on tomorrow, or ask a moderator."))


CLEANERS: Mapping[str, Any] = {
    "name": lambda name: clean_line(name, field="name"),
    "website": lambda address: clean_address(address, field="website", blank=True),
    "description": lambda text: clean(
        text, field="description", most=LONGEST_DESCRIPTION, blank=True
    ),
}
