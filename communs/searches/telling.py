"""Telling people of what their saved searches find: once of each document, as far as they see it.

Whatever was touched is asked about by its keys, a page's worth at a time, and only for those who
may see some of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias, TypeVar
from uuid import UUID

from django.utils import timezone

from backend import journal
from backend.journal import record
from backend.journal.facts import KINDS
from backend.journal.models import Entry
from backend.rules import Actor
from backend.search.contract import Document, Key
from backend.search.finding import LARGEST_PAGE
from backend.search.sources import leave_out, present, touched
from communs.groups.actors import actor_of, those_who_see
from communs.people.models import Person

from .facts import SavedSearchMatched
from .finding import all_found, found_among
from .models import SavedSearch, SavedSearchHit

PEOPLE = 200  # whose searches are asked in one go
LATER = 10_000  # entries since a search was saved that tell what came after it

Touched: TypeAlias = Mapping[Key, frozenset[UUID | None]]  # documents, and who touched them
T = TypeVar("T")


def touched_by(entries: Iterable[Entry]) -> Touched:
    """Say which documents entries may have changed, and who did."""
    who: dict[Key, set[UUID | None]] = {}
    for entry in entries:
        if entry.kind in KINDS:
            for key in touched([entry.fact]):
                who.setdefault(key, set()).add(entry.actor)
    return {key: frozenset(actors) for key, actors in who.items()}


def remember_known(search: UUID, saved_at: int) -> None:
    """Note what a search finds already when it is saved: it is never told as new.

    The index may be further than the entry that saved it: what was touched since is left out,
    and told.
    """
    saved = SavedSearch.objects.telling().select_related("person").filter(pk=search).first()
    if saved is None:
        return
    known = all_found(actor_of(saved.person), saved)
    known -= touched_by(Entry.objects.after(saved_at)[:LATER]).keys()
    with journal.atomic():  # in turn with other writers
        if SavedSearch.objects.select_for_update(no_key=True).filter(pk=search).exists():
            rows = [
                SavedSearchHit(search_id=search, source=key.kind, document=key.id)
                for key in sorted(known)
            ]
            SavedSearchHit.objects.bulk_create(rows, ignore_conflicts=True)


def follow_moved(message: UUID, to_message: UUID) -> None:
    """Let what was remembered of a message go where it went: it is no new hit there."""
    with journal.atomic():  # in turn with other writers
        hits = SavedSearchHit.objects.filter(source="message")
        there = hits.filter(document=to_message).values("search")
        hits.filter(document=message, search__in=there).delete()
        hits.filter(document=message).update(document=to_message)


def tell(touched: Touched) -> None:
    """Tell everybody of what their searches find among documents that were touched."""
    for keys in parted(sorted(touched), LARGEST_PAGE):
        documents = {document.key: document for document in present(keys, leave_out)}
        for people in _people() if documents else ():
            for person in _concerned(people, documents.values()):
                _tell(actor_of(person), documents, touched)


def _people() -> Iterator[Sequence[UUID]]:
    """Give those who want to be told of anything, some at a time."""
    telling = SavedSearch.objects.telling().order_by("person_id").distinct()
    some = list(telling.values_list("person_id", flat=True)[:PEOPLE])
    while some:
        yield some
        further = telling.filter(person_id__gt=some[-1])
        some = list(further.values_list("person_id", flat=True)[:PEOPLE])


def _concerned(people: Sequence[UUID], documents: Iterable[Document]) -> list[Person]:
    """Give those of some people who may see any of these documents."""
    known = list(documents)
    seeing = {document.owner for document in known if document.owner} & set(people)
    for audience in sorted({document.audience for document in known}):
        seeing |= those_who_see(audience, set(people) - seeing)
    return list(Person.objects.members().filter(pk__in=seeing).order_by("pk"))


def _tell(actor: Actor, documents: Mapping[Key, Document], touched: Touched) -> None:
    person = actor.somebody
    others = {key for key, each in documents.items() if not _is_own(person, each)}
    own_doing = {key for key in others if touched[key] == {person}}
    if not others:
        return
    for saved in SavedSearch.objects.telling().filter(person=person).order_by("pk"):
        if found := found_among(actor, saved, others):
            _note(saved, found, own_doing)


def _is_own(person: UUID, document: Document) -> bool:
    """Whether it is of somebody's own hand, or themselves."""
    return str(person) in document.filters.get("author", ()) or document.id == person


def _note(saved: SavedSearch, found: set[Key], own_doing: set[Key]) -> None:
    """Tell of what was not told yet, in the transaction that remembers it.

    What its owner brought about is remembered too, and goes without saying.
    """
    with journal.atomic():
        locked = SavedSearch.objects.telling().select_for_update(no_key=True, of=("self",))
        if not locked.filter(pk=saved.pk).exists():
            return
        known = {each.key for each in saved.hits.filter(document__in={key.id for key in found})}
        new, now = sorted(found - known), timezone.now()
        SavedSearchHit.objects.bulk_create(
            SavedSearchHit(
                search=saved,
                source=key.kind,
                document=key.id,
                found_at=None if key in own_doing else now,
            )
            for key in new
        )
        for key in (each for each in new if each not in own_doing):
            record(
                SavedSearchMatched(
                    person=saved.person_id, search=saved.pk, source=key.kind, document=key.id
                )
            )


def parted(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Give a sequence in parts."""
    for first in range(0, len(items), size):
        yield items[first : first + size]
