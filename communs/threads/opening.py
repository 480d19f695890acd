"""Opening threads, for people who ask and for things that bring their own; holding them open."""

from __future__ import annotations

from uuid import UUID

from backend.journal import record
from backend.rules import Actor

from .facts import ThreadOpened
from .models import Message, Thread


def start_thread(*, by: Actor, title: str, audience: str, group: UUID | None) -> Thread:
    """Begin a conversation for one audience; who calls has asked leave and cleaned the title."""
    thread = Thread.objects.create(
        audience=audience, group_id=group, title=title, created_by_id=by.somebody
    )
    record(ThreadOpened(thread=thread.pk))
    return thread


def hold_thread(message: Message) -> Thread:
    """Lock the thread of a message, and see it as it is now."""
    message.thread = Thread.objects.select_for_update(no_key=True).get(pk=message.thread_id)
    return message.thread
