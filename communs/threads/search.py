"""What search knows of threads and of their messages."""

from __future__ import annotations

from django.db.models import QuerySet

from backend.markdown import plain
from backend.search.contract import Document
from backend.search.sources import Source, source

from .facts import (
    MessageEdited,
    MessageMoved,
    MessagePosted,
    MessageRemoved,
    ThreadOpened,
    ThreadRenamed,
)
from .models import Message, Thread


@source
class Threads(Source[Thread]):
    """Threads, by their titles."""

    kind = "thread"
    touched_by = {ThreadOpened: "thread", ThreadRenamed: "thread"}

    def rows(self) -> QuerySet[Thread]:
        return Thread.objects.all()

    def document(self, row: Thread) -> Document:
        return Document(
            kind=self.kind,
            id=row.pk,
            audience=row.audience,
            title=row.title,
            at=row.created_at,
            filters={"group": _group(row), "author": (str(row.created_by_id),)},
        )


@source
class Messages(Source[Message]):
    """Messages that stand, by what they say."""

    kind = "message"
    touched_by = {
        MessagePosted: "message",
        MessageEdited: "message",
        MessageRemoved: "message",
        MessageMoved: lambda fact: (fact.message, fact.to_message),
    }

    def rows(self) -> QuerySet[Message]:
        return Message.objects.standing().select_related("thread")

    def document(self, row: Message) -> Document:
        return Document(
            kind=self.kind,
            id=row.pk,
            audience=row.thread.audience,
            title="",  # a thread's title is its own: else each of its messages would match it
            body=plain(row.body),
            at=row.created_at,
            filters={"group": _group(row.thread), "author": (str(row.author_id),)},
            link={"number": str(row.number)},
        )


def _group(thread: Thread) -> tuple[str, ...]:
    return (str(thread.group_id),) if thread.group_id else ()
