"""What people do with their saved searches."""

from __future__ import annotations

from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.journal import record
from backend.rules import Actor, Limited
from backend.texts import clean_line
from communs.people.models import Person

from . import facts, rules
from .asked import Asked, check, question_of
from .models import SavedSearch

MOST = 50  # of one person

TheSearch = Annotated[SavedSearch, "The saved search."]
TheName = Annotated[str, "What you call it, on one line: at most 200 characters."]


def save_search(
    *, by: Actor, name: TheName, search: Annotated[Asked, "What you look for."]
) -> SavedSearch:
    """Keep a search, for yourself alone, and be told of what it finds from now on."""
    rules.can_save.require(by)
    person = Person.objects.select_for_update(no_key=True).get(pk=by.somebody)
    if SavedSearch.objects.filter(person=person).count() >= MOST:
        raise Limited(_("At most %(most)d saved searches.") % {"most": MOST})
    check(question_of(by, search))
    made = SavedSearch.objects.create(
        person=person, name=clean_line(name, field="name"), asked=search
    )
    record(facts.SearchSaved(person=by.somebody, search=made.pk))
    return made


def rename_saved_search(*, by: Actor, search: TheSearch, name: TheName) -> SavedSearch:
    """Call a saved search differently."""
    rules.can_keep.require(by, search)
    search.name = clean_line(name, field="name")
    search.save(update_fields=["name"])
    record(facts.SavedSearchRenamed(person=by.somebody, search=search.pk))
    return search


def mute_saved_search(*, by: Actor, search: TheSearch) -> SavedSearch:
    """Be told nothing of what a saved search finds, for the time being."""
    rules.can_keep.require(by, search)
    if search.muted_at is None:
        search.muted_at = timezone.now()
        search.save(update_fields=["muted_at"])
        record(facts.SavedSearchMuted(person=by.somebody, search=search.pk))
    return search


def unmute_saved_search(*, by: Actor, search: TheSearch) -> SavedSearch:
    """Be told of what a saved search finds from now on."""
    rules.can_keep.require(by, search)
    if search.muted_at is not None:
        search.muted_at = None
        search.save(update_fields=["muted_at"])
        record(facts.SavedSearchUnmuted(person=by.somebody, search=search.pk))
    return search


def see_new_hits(*, by: Actor, search: TheSearch) -> SavedSearch:
    """Remember that you have looked at what a saved search found: it is new no more."""
    rules.can_keep.require(by, search)
    if search.hits.unseen().update(seen_at=timezone.now()):
        record(facts.NewHitsSeen(person=by.somebody, search=search.pk))
    return search


def remove_saved_search(*, by: Actor, search: TheSearch) -> None:
    """Drop a saved search, and what it remembers."""
    rules.can_keep.require(by, search)
    key = search.pk
    search.delete()
    record(facts.SavedSearchRemoved(person=by.somebody, search=key))
