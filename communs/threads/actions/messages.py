"""What people do with messages.

Whoever locks a message and its thread locks the message first.
"""

from __future__ import annotations

from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.journal import record
from backend.rules import Actor, Invalid, Limited
from backend.texts import clean
from communs.threads import mentioning, rules
from communs.threads.facts import (
    MessageEdited,
    MessagePinned,
    MessageRemoved,
    MessageUnpinned,
)
from communs.threads.models import Message, MessageEdit, Thread
from communs.threads.moving import EMPTIED, empty
from communs.threads.opening import hold_thread
from communs.threads.saying import say

TheThread = Annotated[Thread, "The thread."]
TheMessage = Annotated[Message, "The message."]

LONGEST_MESSAGE = 20_000
LONGEST_REASON = 1_000
MOST_PINNED = 20  # messages of one thread


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
    hold_thread(message)
    rules.can_edit.require(by, message)  # again: it may have been closed a moment ago
    body = clean(body, field="body", most=LONGEST_MESSAGE)
    if body == message.body:
        return message
    mentioning.check_names(body)
    _keep_text(message, by)
    message.body, message.edited_at = body, timezone.now()
    message.calls = mentioning.calls_in(body, by=by, thread=message.thread)
    message.save(update_fields=["body", "edited_at", "calls"])
    record(MessageEdited(thread=message.thread_id, message=message.pk, number=message.number))
    mentioning.address(message)
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
    empty(message)
    message.mentions.all().delete()
    message.reactions.all().delete()
    message.removal_reason = reason
    message.removed_at, message.removed_by_id = timezone.now(), by.person
    message.save(update_fields=[*EMPTIED, "removal_reason", "removed_at", "removed_by"])
    record(MessageRemoved(thread=message.thread_id, message=message.pk, number=message.number))
    return message


def pin_message(*, by: Actor, message: TheMessage) -> Message:
    """Put a message forward, for all who read its thread: at most 20 in a thread."""
    rules.can_pin.require(by, message)
    thread = hold_thread(message)
    if message.pinned_at:
        return message
    if thread.messages.pinned().count() >= MOST_PINNED:
        reason = _("At most %(most)d messages are pinned in a thread: unpin another one first.")
        raise Limited(reason % {"most": MOST_PINNED})
    message.pinned_at, message.pinned_by_id = timezone.now(), by.somebody
    message.save(update_fields=["pinned_at", "pinned_by"])
    record(MessagePinned(thread=message.thread_id, message=message.pk, number=message.number))
    return message


def unpin_message(*, by: Actor, message: TheMessage) -> Message:
    """Put a message forward no more."""
    rules.can_unpin.require(by, message)
    if message.pinned_at is None:
        return message
    message.pinned_at, message.pinned_by = None, None
    message.save(update_fields=["pinned_at", "pinned_by"])
    record(MessageUnpinned(thread=message.thread_id, message=message.pk, number=message.number))
    return message


def _keep_text(message: Message, by: Actor) -> None:
    MessageEdit.objects.create(message=message, body=message.body, author_id=by.somebody)
