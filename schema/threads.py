"""Threads in the graph: what people say to one another, as it is said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import graphene

from backend.graphql.columns import Computed, each
from backend.graphql.context import Context
from backend.graphql.live import Event, Told, cursor_of, live
from backend.graphql.mutations import mutation
from backend.graphql.narrowing import Ordered
from backend.graphql.nodes import Node
from backend.graphql.relations import Filter, Many, One, Orders, Page, Single
from backend.markdown import render
from communs.threads import actions, facts, models, queries
from schema.people import PersonNode


def unread(context: Context, threads: Sequence[Any]) -> list[int]:
    """Count what whoever asks has not read yet, for all the threads together."""
    counts = queries.unread_counts(context.actor.person, threads)
    return [counts.get(thread, 0) for thread in threads]


def read_up_to(context: Context, threads: Sequence[Any]) -> list[int]:
    """Say how far whoever asks has read, for all the threads together."""
    numbers = queries.read_numbers(context.actor.person, threads)
    return [numbers.get(thread, 0) for thread in threads]


class MessageNode(Node):
    """What one person said in a thread, once, under one number."""

    author = One(PersonNode, "author", always=True, required=True, description="Who said it.")
    thread = One(
        "Thread", "thread", along=True, required=True, description="The conversation it is in."
    )
    reply_to = One("Message", "reply_to", along=True, description="The message that it answers.")
    body_html = Computed(
        graphene.String,
        each(render),
        needs=("body",),
        required=True,
        description="What was said, as HTML that is safe to show.",
    )
    is_removed = Computed(
        graphene.Boolean,
        each(lambda removed_at: removed_at is not None),
        needs=("removed_at",),
        required=True,
        description="Whether it was removed: its place stays, its text is gone.",
    )
    edits = Many(
        "MessageEdit",
        "edits",
        order=("created_at",),
        description="Earlier texts, oldest first; for its author and for moderators.",
    )

    class Meta:
        model = models.Message
        fields = ("number", "body", "created_at", "edited_at", "removed_at", "removal_reason")


class MessageEditNode(Node):
    """A text that a message had until it was edited or removed."""

    author = One(
        PersonNode, "author", always=True, required=True, description="Who changed or removed it."
    )

    class Meta:
        model = models.MessageEdit
        name = "MessageEdit"
        fields = ("body", "created_at")


class ThreadNode(Node):
    """A conversation, for those who may hear it."""

    created_by = One(
        PersonNode, "created_by", always=True, required=True, description="Who opened it."
    )
    messages = Many(
        MessageNode,
        "messages",
        order=("number",),
        first=50,
        filters={
            "from_number": Filter(
                graphene.Int,
                "Only from the message of this number on.",
                lambda rows, number, _context: rows.filter(number__gte=number),
            )
        },
        description="What was said, in the order of the numbers.",
    )
    is_open = Computed(
        graphene.Boolean,
        each(lambda closed_at: closed_at is None),
        needs=("closed_at",),
        required=True,
        description="Whether it still takes messages.",
    )
    unread_count = Computed(
        graphene.Int,
        unread,
        personal=True,
        required=True,
        description="How many of its messages you have not read; 0 when you are not signed in.",
    )
    read_number = Computed(
        graphene.Int,
        read_up_to,
        personal=True,
        required=True,
        description="The number of the last message that you have read; 0 before the first.",
    )
    live_cursor = Computed(
        graphene.String,
        lambda context, threads: [cursor_of(context.head)] * len(threads),
        required=True,
        description="Where to begin to listen (`threadEvents`, `after`) to miss nothing"
        " that is not in this answer.",
    )

    class Meta:
        model = models.Thread
        fields = ("title", "last_number", "active_at", "created_at", "closed_at")


class ThreadEvent(Told):
    """Something that happened in a thread."""

    thread = One(
        ThreadNode, "thread", along=True, required=True, description="The thread it happened in."
    )
    by = One(PersonNode, "actor", always=True, description="Who did it.")


def _message(description: str) -> One:
    return One(MessageNode, "message", along=True, description=description)


class MessagePosted(Event):
    """Someone spoke."""

    message = _message("What they said, as it stands now.")

    class Meta:
        fact = facts.MessagePosted
        interfaces = (ThreadEvent,)


class MessageEdited(Event):
    """A message was changed by its author."""

    message = _message("The message, as it stands now.")

    class Meta:
        fact = facts.MessageEdited
        interfaces = (ThreadEvent,)


class MessageRemoved(Event):
    """A message was removed: its place stays, its text is gone."""

    message = _message("The message, as it stands now.")

    class Meta:
        fact = facts.MessageRemoved
        interfaces = (ThreadEvent,)


class ThreadClosed(Event):
    """The thread takes no more messages."""

    class Meta:
        fact = facts.ThreadClosed
        interfaces = (ThreadEvent,)


class ThreadReopened(Event):
    """The thread takes messages again."""

    class Meta:
        fact = facts.ThreadReopened
        interfaces = (ThreadEvent,)


class Query:
    """What one may ask about threads."""

    thread = Single(ThreadNode, description="One thread, by its id.")
    threads = Page(
        ThreadNode,
        orders=Orders(
            "ThreadOrder",
            {
                "ACTIVITY": Ordered(("-active_at",), "Where something was said last."),
                "NEWEST": Ordered(("-created_at",), "What was opened last."),
            },
        ),
        description="The threads you may see, those with the newest message first.",
    )


class Mutation:
    """What one may do in threads."""

    open_thread = mutation(actions.open_thread)
    rename_thread = mutation(actions.rename_thread)
    close_thread = mutation(actions.close_thread)
    reopen_thread = mutation(actions.reopen_thread)
    post_message = mutation(actions.post_message)
    edit_message = mutation(actions.edit_message)
    remove_message = mutation(actions.remove_message)
    mark_thread_read = mutation(actions.mark_thread_read)


class Subscription:
    """What one may hear from threads."""

    thread_events = live(
        ThreadEvent,
        ThreadNode,
        "thread",
        description="What happens in a thread, in order, from a cursor on: nothing missed,"
        " nothing twice.",
        subject_help="The id of the thread to listen to.",
    )


EVENTS = (MessagePosted, MessageEdited, MessageRemoved, ThreadClosed, ThreadReopened)
