"""What search knows of threads and of their messages."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery

from backend.markdown import plain
from backend.search.contract import Document
from backend.search.sources import Source, source
from backend.search.uses import used

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
            weight=used(row.last_number, LIVELY),
            filters={"group": _group(row.group_id), "author": (str(row.created_by_id),)},
        )


class Said(NamedTuple):
    """What is read of a message, and of its thread: each column takes time, and there are many."""

    pk: UUID
    number: int
    body: str
    author: UUID
    created_at: datetime
    thread__audience: str
    thread__group: UUID | None
    reacted: int | None


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
    columns = Said

    def rows(self) -> QuerySet[Message]:
        reactions = Reaction.objects.filter(message=OuterRef("pk")).order_by().values("message")
        return Message.objects.standing().annotate(
            reacted=Subquery(reactions.annotate(times=Count("pk")).values("times"))
        )

    def document(self, row: Said) -> Document:
        return Document(
            kind=self.kind,
            id=row.pk,
            audience=row.thread__audience,
            title="",  # a thread's title is its own: else each of its messages would match it
            body=plain(row.body),
            at=row.created_at,
            weight=used(row.reacted or 0, WELCOME),
            filters={"group": _group(row.thread__group), "author": (str(row.author),)},
            link={"number": str(row.number)},
        )


def _group(group: UUID | None) -> tuple[str, ...]:
    return (str(group),) if group else ()
