"""What people do at home."""

from __future__ import annotations

from django.utils import timezone

from backend import journal
from backend.journal import record
from backend.rules import Actor

from . import rules
from .facts import HomeVisited
from .models import Visit


def note_visit(*, by: Actor) -> Visit:
    """Remember that you have seen what happened until now: what is new counts from here on."""
    rules.can_visit.require(by)
    visit, _created = Visit.objects.select_for_update(no_key=True).get_or_create(
        person_id=by.somebody
    )
    visit.position, visit.at = max(visit.position, journal.head()), timezone.now()
    visit.save(update_fields=["position", "at"])
    record(HomeVisited(person=by.somebody))
    return visit
