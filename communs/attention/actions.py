"""What people keep of threads for themselves.

Every action has the same four beats: require, change, record, return. The thread or the message
is locked, so that what one person does twice at once is done once.
"""

from __future__ import annotations

from typing import Annotated

from django.utils import timezone

from backend.journal import record
from backend.rules import Actor
from backend.texts import clean
from communs.threads.models import Message, Thread

from . import rules
from .facts import (
    BookmarkRemoved,
    DraftDiscarded,
    DraftSaved,
    FollowingChosen,
    MessageBookmarked,
)
from .models import Attention, Bookmark, Draft, Following

TheThread = Annotated[Thread, "The thread."]
TheMessage = Annotated[Message, "The message."]

LONGEST_DRAFT = 20_000  # as a message


def follow_thread(
    *,
    by: Actor,
    thread: TheThread,
    attention: Annotated[
        Attention | None,
        "Of what you want to be told; null: the usual, which is all in your groups' threads, and"
        " mentions elsewhere.",
    ] = None,
) -> Thread:
    """Choose of what in a thread you are told."""
    rules.can_follow.require(by, thread)
    person = by.somebody
    rows = Following.objects.filter(thread=thread, person=person)
    before = rows.first()
    if attention == (before.attention if before else None):
        return thread
    if attention is None:
        rows.delete()
    else:
        chosen = {"attention": attention}
        Following.objects.update_or_create(thread=thread, person_id=person, defaults=chosen)
    said = attention.value if attention else ""
    record(FollowingChosen(person=person, thread=thread.pk, attention=said))
    return thread


def bookmark_message(*, by: Actor, message: TheMessage) -> Message:
    """Remember a message, for yourself alone."""
    rules.can_bookmark.require(by, message)
    _bookmark, is_new = Bookmark.objects.get_or_create(message=message, person_id=by.somebody)
    if is_new:
        record(MessageBookmarked(person=by.somebody, message=message.pk))
    return message


def remove_bookmark(*, by: Actor, message: TheMessage) -> Message:
    """Need a bookmark no more."""
    rules.can_remove_bookmark.require(by, message)
    if Bookmark.objects.filter(message=message, person=by.somebody).delete()[0]:
        record(BookmarkRemoved(person=by.somebody, message=message.pk))
    return message


def save_draft(
    *,
    by: Actor,
    thread: TheThread,
    body: Annotated[
        str, "What you would say so far, in Markdown: at most 20,000 characters; empty: nothing."
    ],
) -> Thread:
    """Keep what you have begun to say in a thread: it replaces what was kept before."""
    rules.can_draft.require(by, thread)
    person = by.somebody
    body = clean(body, field="body", most=LONGEST_DRAFT, blank=True)
    if body:
        kept = {"body": body, "saved_at": timezone.now()}
        Draft.objects.update_or_create(thread=thread, person_id=person, defaults=kept)
        record(DraftSaved(person=person, thread=thread.pk))
    elif Draft.objects.filter(thread=thread, person=person).delete()[0]:
        record(DraftDiscarded(person=person, thread=thread.pk))
    return thread
