"""Where an entry stands: places far apart, so that one is moved without the others.

The distances are drawn at random: whoever reads places from cursors cannot tell something that
they do not see from something that was taken out.
"""

from __future__ import annotations

import secrets

from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from backend.rules import Invalid, Limited

from .models import Collection, CollectionEntry

MOST_ENTRIES = 300
LONGEST_STEP = 1 << 40


def last_place(collection: Collection) -> int:
    """Give a place behind all others; who calls holds the collection's lock."""
    found = collection.entries.aggregate(many=Count("pk"), last=Max("place"))
    if found["many"] >= MOST_ENTRIES:
        raise Limited(_("At most %(most)d resources.") % {"most": MOST_ENTRIES}, field="resource")
    return (found["last"] or 0) + _step()


def place_after(
    collection: Collection, entry: CollectionEntry, after: CollectionEntry | None
) -> int:
    """Give a place right behind another entry, or before all; who calls holds the lock."""
    if entry.collection_id != collection.pk:
        raise Invalid(_("This stands in another collection."), field="entry")
    others = list(collection.entries.exclude(pk=entry.pk).order_by("place", "id"))
    if after is not None and after not in others:
        raise Invalid(_("This stands in another collection, or is the same."), field="after")
    at = others.index(after) + 1 if after else 0
    if at == len(others):
        return (others[-1].place if others else 0) + _step()
    if not _room(others, at):  # it runs out once in some thirty moves to one spot
        _spread(others)
    return others[at].place - 1 - secrets.randbelow(_room(others, at))


def _room(entries: list[CollectionEntry], at: int) -> int:
    """Count the free places before an entry."""
    return entries[at].place - (entries[at - 1].place if at else 0) - 1


def _spread(entries: list[CollectionEntry]) -> None:
    """Move all apart again."""
    place = 0
    for entry in entries:
        place += 1 + _step()
        entry.place = place
    CollectionEntry.objects.bulk_update(entries, ["place"])


def _step() -> int:
    return 1 + secrets.randbelow(LONGEST_STEP)
