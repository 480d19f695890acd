"""What search knows of threads and of their messages."""

from __future__ import annotations

from django.db.models import Count, OuterRef, QuerySet, Subquery

from backend.markdown import plain
from backend.search.contract import Document
from backend.search.sources import Source, source

from .facts import (
    MessageEdited,
    MessageMoved,
    MessagePosted,
    MessageRemoved,
    ReactionAdded,
    ReactionWithdrawn,
    ThreadOpened,
    ThreadRenamed,
)
from .models import Message, Reaction, Thread

MUCH_USED = 0.15  # how much more something counts that is used as much as it gets
READ = ("number", "body", "author", "created_at", "thread__audience", "thread__group")
"""Columns of a message that are read: there are many, and each column takes time."""
LIVELY = 50  # messages that make a thread much used
WELCOME = 10  # reactions that make a message so


@source
class Threads(Source[Thread]):
    """Threads, by their titles."""

    kind = "thread"
    touched_by = {
        ThreadOpened: "thread",
        ThreadRenamed: "thread",
        MessagePosted: "thread",
        MessageMoved: "to_thread",
    }

    def rows(self) -> QuerySet[Thread]:
        return Thread.objects.all()

    def document(self, row: Thread) -> Document:
        return Document(
            kind=self.kind,
            id=row.pk,
            audience=row.audience,
            title=row.title,
            at=row.created_at,
            active=row.active_at,
            weight=_used(row.last_number, LIVELY),
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
        ReactionAdded: "message",
        ReactionWithdrawn: "message",
    }

    def rows(self) -> QuerySet[Message]:
        said = Message.objects.standing().select_related("thread").only(*READ)
        reactions = Reaction.objects.filter(message=OuterRef("pk")).order_by().values("message")
        return said.annotate(
            reacted=Subquery(reactions.annotate(times=Count("pk")).values("times"))
        )

    def document(self, row: Message) -> Document:
        reacted = getattr(row, "reacted", None) or 0  # counted by `rows`, unknown to the stubs
        return Document(
            kind=self.kind,
            id=row.pk,
            audience=row.thread.audience,
            title="",  # a thread's title is its own: else each of its messages would match it
            body=plain(row.body),
            at=row.created_at,
            weight=_used(reacted, WELCOME),
            filters={"group": _group(row.thread), "author": (str(row.author_id),)},
            link={"number": str(row.number)},
        )


def _used(times: int, much: int) -> float:
    """Say what something counts by how often it is used: all who find it may count as well."""
    return 1.0 + MUCH_USED * min(times, much) / much


def _group(thread: Thread) -> tuple[str, ...]:
    return (str(thread.group_id),) if thread.group_id else ()
