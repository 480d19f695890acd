"""A poll whose message is moved to another thread: it goes along, with all its votes."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from communs.threads.models import Message
from communs.threads.moving import goes_along

from .models import Poll


@goes_along
def take_polls(now: Mapping[UUID, Message]) -> None:
    """Let polls stand where their messages are now."""
    for poll in Poll.objects.select_for_update(no_key=True).filter(message__in=now).order_by("pk"):
        poll.message = now[poll.message_id]
        poll.thread = poll.message.thread
        poll.save(update_fields=["message", "thread"])
