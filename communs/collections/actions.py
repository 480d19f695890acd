"""What people do with collections: start and edit them, put resources in, move, take out.

Whoever changes an order names the collection, and so holds its lock before those of its entries.
"""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from backend.journal import record
from backend.rules import Actor, Conflict
from backend.texts import clean
from backend.unset import UNSET, Unset
from communs.groups.models import Group
from communs.resources.models import Resource
from communs.threads.reach import Reach

from . import rules
from .facts import (
    CollectionEdited,
    CollectionRemoved,
    CollectionStarted,
    EntryAnnotated,
    EntryMoved,
    EntryRemoved,
    ResourceCollected,
)
from .models import Collection, CollectionEntry
from .ordering import last_place, place_after
from .wording import LONGEST_NOTE, cleaned

TheCollection = Annotated[Collection, "The collection."]
TheEntry = Annotated[CollectionEntry, "The entry."]
TheResource = Annotated[Resource, "The resource."]
TheGroup = Annotated[Group, "The group that will look after it: one of yours."]


def start_collection(
    *,
    by: Actor,
    group: TheGroup,
    title: Annotated[str, "Its title, on one line: at most 200 characters."],
    summary: Annotated[str | None, "What it is about: at most 1,000 characters."] = None,
    description: Annotated[str | None, "How to walk through it, in Markdown."] = None,
    reach: Annotated[Reach | None, "Who sees it; the group's own, unless said."] = None,
) -> Collection:
    """Begin to put resources together."""
    rules.can_start.require(by, group)
    texts = {"title": title, "summary": summary or "", "description": description or ""}
    collection = Collection.objects.create(
        group=group,
        created_by_id=by.somebody,
        audience=(reach or Reach.GROUP).audience(group.pk),
        **cleaned(texts),
    )
    record(CollectionStarted(collection=collection.pk))
    return collection


def edit_collection(
    *,
    by: Actor,
    collection: TheCollection,
    revision: Annotated[int, "The revision that the edit starts from."],
    title: Annotated[str | Unset, "Its title, on one line: at most 200 characters."] = UNSET,
    summary: Annotated[str | Unset, "What it is about: at most 1,000 characters."] = UNSET,
    description: Annotated[str | Unset, "How to walk through it, in Markdown."] = UNSET,
    reach: Annotated[Reach | Unset, "Who sees it from now on."] = UNSET,
) -> Collection:
    """Change what a collection says of itself, or who sees it; CONFLICT when it has moved on."""
    rules.can_edit.require(by, collection)
    if revision != collection.revision:
        reason = _("Somebody edited this in the meantime: take up from what it is now.")
        raise Conflict(reason, current=collection, field="revision")
    texts = {"title": title, "summary": summary, "description": description}
    for name, value in cleaned(texts).items():
        setattr(collection, name, value)
    former = collection.audience
    if reach is not UNSET:
        collection.audience = reach.audience(collection.group_id)
    collection.revision += 1
    collection.save()
    changed = collection.audience != former
    record(CollectionEdited(collection.pk, collection.revision, audience_changed=changed))
    return collection


def remove_collection(*, by: Actor, collection: TheCollection) -> None:
    """Take a collection away, with the notes in it; its resources stay."""
    rules.can_remove.require(by, collection)
    key = collection.pk
    entries = list(collection.entries.order_by().values_list("pk", "resource"))
    collection.delete()
    for entry, resource in entries:
        record(EntryRemoved(collection=key, entry=entry, resource=resource))
    record(CollectionRemoved(collection=key))


def add_to_collection(
    *,
    by: Actor,
    collection: TheCollection,
    resource: TheResource,
    note: Annotated[str | None, "Why it is here, in Markdown: at most 2,000 characters."] = None,
) -> CollectionEntry:
    """Put a resource at the end of a collection, once; at most 300."""
    rules.can_add.require(by, collection)
    entry = collection.entries.create(
        resource=resource,
        place=last_place(collection),
        note=clean(note or "", field="note", most=LONGEST_NOTE, blank=True),
        added_by_id=by.somebody,
    )
    record(ResourceCollected(collection=collection.pk, entry=entry.pk, resource=resource.pk))
    return entry


def move_in_collection(
    *,
    by: Actor,
    collection: TheCollection,
    entry: TheEntry,
    after: Annotated[
        CollectionEntry | None, "The entry of this collection to stand behind; none: first."
    ] = None,
) -> CollectionEntry:
    """Put an entry elsewhere in its collection."""
    rules.can_move.require(by, collection)
    entry.place = place_after(collection, entry, after)
    entry.save(update_fields=["place"])
    record(EntryMoved(collection=collection.pk, entry=entry.pk))
    return entry


def annotate_in_collection(
    *,
    by: Actor,
    entry: TheEntry,
    note: Annotated[str, "Why it is here, in Markdown: at most 2,000 characters; or nothing."],
) -> CollectionEntry:
    """Say anew why a resource is in a collection."""
    rules.can_annotate.require(by, entry)
    entry.note = clean(note, field="note", most=LONGEST_NOTE, blank=True)
    entry.save(update_fields=["note"])
    record(EntryAnnotated(collection=entry.collection_id, entry=entry.pk))
    return entry


def remove_from_collection(*, by: Actor, entry: TheEntry) -> Collection:
    """Take a resource out of a collection; the resource stays."""
    rules.can_take_out.require(by, entry)
    collection, key = entry.collection, entry.pk
    entry.delete()
    record(EntryRemoved(collection=collection.pk, entry=key, resource=entry.resource_id))
    return collection
