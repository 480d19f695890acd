"""What people do with whole threads."""

from __future__ import annotations

from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.audiences import NETWORK
from backend.journal import record
from backend.rules import Actor, Invalid
from backend.texts import clean_line
from communs.groups.audiences import audience_of
from communs.groups.models import Group
from communs.threads import moving, rules
from communs.threads.facts import ThreadClosed, ThreadRead, ThreadRenamed, ThreadReopened
from communs.threads.models import Message, ReadMark, Thread
from communs.threads.opening import start_thread

TheThread = Annotated[Thread, "The thread."]


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


def move_messages(
    *,
    by: Actor,
    thread: TheThread,
    messages: Annotated[list[Message], "Its messages, in any order: at most 100."],
    title: Annotated[str, "What the new thread is about, on one line: at most 200 characters."],
) -> Thread:
    """Move messages to a new thread, for those who see this one; their places say where to."""
    rules.can_move.require(by, thread)
    moved = moving.check_moved(thread, messages)
    new = start_thread(
        by=by,
        title=clean_line(title, field="title"),
        audience=thread.audience,
        group=thread.group_id,
    )
    moving.move(moved, new, by=by)
    return new
