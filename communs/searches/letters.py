"""Letters about what saved searches found: gathered for a while, then one for all of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils import timezone

from backend import journal
from backend.mail.writing import queue_written
from backend.search.contract import Document
from backend.search.sources import leave_out, present
from communs.groups.actors import actor_of
from communs.people.letters import Matter
from communs.people.models import Person

from .models import SavedSearchHit, SavedSearchHitSet, seen_among

GATHERING = timedelta(minutes=15)  # from the first new hit to the letter about it
MOST_NAMED = 20  # titles of one search
LONGEST_TITLE = 120


def write_due() -> None:
    """Write to those whose first new hit has waited long enough; a person at a time."""
    while (person := _waiting().values_list("search__person", flat=True).first()) is not None:
        _write(person)


def _waiting() -> SavedSearchHitSet:
    due = timezone.now() - GATHERING
    return SavedSearchHit.objects.unwritten().filter(found_at__lte=due).order_by("found_at")


def _write(key: UUID) -> None:
    """Write to somebody once about all that was found for them, what they see of it by now."""
    with journal.atomic():
        person = Person.objects.select_for_update(no_key=True).get(pk=key)
        hits = SavedSearchHit.objects.unwritten().filter(search__person=person)
        told = list(hits.filter(search__muted_at=None).select_related("search"))
        hits.update(written_at=timezone.now())
        searches = _worded(person, told) if person.is_active else []
        if searches:
            queue_written(
                "searches/new_hits",
                to=person.email,
                language=person.language,
                words={"name": person.name, "searches": searches},
                matter=Matter.SEARCHES,
            )


def _worded(person: Person, hits: Sequence[SavedSearchHit]) -> list[dict[str, Any]]:
    """Give each search with the titles of what it found, and how many more there are."""
    seen = seen_among(actor_of(person), {hit.key for hit in hits})
    titles = {document.key: _title(document) for document in present(seen, leave_out)}
    shown = sorted((hit for hit in hits if hit.key in titles), key=lambda hit: hit.search_id)
    searches = []
    for _search, some in groupby(shown, key=lambda hit: hit.search_id):
        found = list(some)
        searches.append(
            {
                "name": found[0].search.name,
                "titles": [titles[hit.key] for hit in found[:MOST_NAMED]],
                "more": max(0, len(found) - MOST_NAMED),
            }
        )
    return searches


def _title(document: Document) -> str:
    title = document.title or document.summary or document.body
    line = " ".join(title.split())
    return f"{line[:LONGEST_TITLE]}…" if len(line) > LONGEST_TITLE else line
