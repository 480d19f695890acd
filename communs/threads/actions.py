"""What people do in threads.

Every action has the same four beats: require, change, record, return. It runs inside the
transaction that `mutation()` opened, on rows that it loaded and locked. Whoever locks a message
and its thread locks the message first.
"""

from __future__ import annotations

from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.audiences import NETWORK
from backend.journal import record
from backend.rules import Actor, Invalid
from backend.texts import clean, clean_line
from communs.groups.audiences import audience_of
from communs.groups.models import Group

from . import rules
from .facts import (
    MessageEdited,
    MessageRemoved,
    ThreadClosed,
    ThreadRead,
    ThreadRenamed,
    ThreadReopened,
)
from .models import Message, MessageEdit, ReadMark, Thread
from .opening import start_thread
from .saying import say

TheThread = Annotated[Thread, "The thread."]
TheMessage = Annotated[Message, "The message."]

LONGEST_MESSAGE = 20_000
LONGEST_REASON = 1_000


def open_thread(
    *,
    by: Actor,
    title: Annotated[str, "What it is about, on one line: at most 200 characters."],
    group: Annotated[Group | None, "Whose it is; none: the whole network's."] = None,
) -> Thread:
    """Begin a conversation in one of your groups; or, as a moderator, for the whole network."""
    rules.can_open.require(by, group)
    return start_thread(
        by=by,
        title=clean_line(title, field="title"),
        audience=audience_of(group.pk) if group else NETWORK,
        group=group.pk if group else None,
    )


def rename_thread(
    *,
    by: Actor,
    thread: TheThread,
    title: Annotated[str, "Its new title, on one line: at most 200 characters."],
) -> Thread:
    """Give a thread another title."""
    rules.can_rename.require(by, thread)
    thread.title = clean_line(title, field="title")
    thread.save(update_fields=["title"])
    record(ThreadRenamed(thread=thread.pk))
    return thread


def close_thread(*, by: Actor, thread: TheThread) -> Thread:
    """Close a thread: it stays readable, but takes no more messages and no more edits."""
    rules.can_close.require(by, thread)
    thread.closed_at = timezone.now()
    thread.save(update_fields=["closed_at"])
    record(ThreadClosed(thread=thread.pk))
    return thread


def reopen_thread(*, by: Actor, thread: TheThread) -> Thread:
    """Let a closed thread take messages again."""
    rules.can_reopen.require(by, thread)
    thread.closed_at = None
    thread.save(update_fields=["closed_at"])
    record(ThreadReopened(thread=thread.pk))
    return thread


def post_message(
    *,
    by: Actor,
    thread: TheThread,
    body: Annotated[str, "What to say, in Markdown: at most 20,000 characters."],
    reply_to: Annotated[Message | None, "The message of the same thread that it answers."] = None,
) -> Message:
    """Say something in an open thread."""
    rules.can_post.require(by, thread)
    if reply_to is not None and reply_to.thread_id != thread.pk:
        raise Invalid(_("The message answered is in another thread."), field="reply_to")
    body = clean(body, field="body", most=LONGEST_MESSAGE)
    return say(by=by, thread=thread, body=body, reply_to=reply_to)


def edit_message(
    *,
    by: Actor,
    message: TheMessage,
    body: Annotated[str, "What it is to say, in Markdown: at most 20,000 characters."],
) -> Message:
    """Change what you said; its earlier text is kept for you and for moderators."""
    rules.can_edit.require(by, message)
    _hold_thread(message)
    rules.can_edit.require(by, message)  # again: it may have been closed a moment ago
    body = clean(body, field="body", most=LONGEST_MESSAGE)
    if body == message.body:
        return message
    _keep_text(message, by)
    message.body, message.edited_at = body, timezone.now()
    message.save(update_fields=["body", "edited_at"])
    record(MessageEdited(thread=message.thread_id, message=message.pk, number=message.number))
    return message


def remove_message(
    *,
    by: Actor,
    message: TheMessage,
    reason: Annotated[
        str | None, "Why, for everybody to read: required of moderators, at most 1,000 characters."
    ] = None,
) -> Message:
    """Take back your message, or another's as a moderator: its number stays, its text does not."""
    rules.can_remove.require(by, message)
    required = not rules.is_author(by, message)
    reason = clean(reason or "", field="reason", most=LONGEST_REASON, blank=not required)
    _keep_text(message, by)
    message.body, message.removal_reason = "", reason
    message.removed_at, message.removed_by_id = timezone.now(), by.person
    message.save(update_fields=["body", "removal_reason", "removed_at", "removed_by"])
    record(MessageRemoved(thread=message.thread_id, message=message.pk, number=message.number))
    return message


def mark_thread_read(
    *,
    by: Actor,
    thread: TheThread,
    number: Annotated[int, "The number of the last message you have read."],
) -> Thread:
    """Remember how far you have read a thread: it never goes back, nor beyond the last message."""
    rules.can_read.require(by, thread)
    if number < 0:
        raise Invalid(_("Messages are numbered from 1."), field="number")
    number = min(number, thread.last_number)
    mark = ReadMark.objects.filter(thread=thread, person=by.person).first()
    if number <= (mark.number if mark else 0):
        return thread
    mark, _created = ReadMark.objects.update_or_create(
        thread=thread, person_id=by.somebody, defaults={"number": number}
    )
    record(ThreadRead(person=mark.person_id, thread=thread.pk, number=number))
    return thread


def _hold_thread(message: Message) -> None:
    """Lock the thread of a message, and see it as it is now."""
    message.thread = Thread.objects.select_for_update(no_key=True).get(pk=message.thread_id)


def _keep_text(message: Message, by: Actor) -> None:
    MessageEdit.objects.create(message=message, body=message.body, author_id=by.somebody)
