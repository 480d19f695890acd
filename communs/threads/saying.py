"""Saying something in a thread: for people who do, and for the things that stand in one."""

from __future__ import annotations

from django.utils import timezone

from backend.journal import record
from backend.rules import Actor

from .facts import MessagePosted
from .mentioning import address, calls_in, check_names
from .models import Message, Thread


def say(*, by: Actor, thread: Thread, body: str, reply_to: Message | None = None) -> Message:
    """Post a message; who calls has asked leave, cleaned the body, and holds the thread's lock."""
    check_names(body)
    now = timezone.now()
    message = thread.messages.create(
        created_at=now,
        author_id=by.somebody,
        number=thread.next_number(now),
        body=body,
        calls=calls_in(body, by=by, thread=thread),
        reply_to=reply_to,
    )
    record(MessagePosted(thread=thread.pk, message=message.pk, number=message.number))
    address(message)
    return message
