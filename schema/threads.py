"""Threads in the graph: what people say to one another, as it is said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import graphene

from backend.graphql.columns import Computed, each
from backend.graphql.context import Context
from backend.graphql.inputs import choice
from backend.graphql.live import cursor_of
from backend.graphql.mutations import mutation
from backend.graphql.narrowing import Ordered
from backend.graphql.nodes import Node
from backend.graphql.picking import Own, Picked
from backend.graphql.relations import All, Filter, Many, One, Orders, Page, Single
from communs.attention import queries as attention
from communs.attention.models import Attention
from communs.threads import actions, links, models, queries, reacting
from schema.messages import MessageNode
from schema.people import PersonNode


def unread(context: Context, threads: Sequence[Any]) -> list[int]:
    """Count what whoever asks has not read yet, for all the threads together."""
    counts = queries.unread_counts(context.actor.person, threads)
    return [counts.get(thread, 0) for thread in threads]


def read_up_to(context: Context, threads: Sequence[Any]) -> list[int]:
    """Say how far whoever asks has read, for all the threads together."""
    numbers = queries.read_numbers(context.actor.person, threads)
    return [numbers.get(thread, 0) for thread in threads]


def offered(_context: Context, groups: Sequence[Any]) -> list[list[str]]:
    """Say with what one may react, for all the threads together."""
    found = reacting.reactions_of(groups)
    return [found[group] for group in groups]


def following(context: Context, threads: Sequence[Any], groups: Sequence[Any]) -> list[Any]:
    """Say of what whoever asks is told, for all the threads together."""
    return attention.attention_of(context.actor, threads, groups)


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
    polls = Many(
        "Poll", "polls", order=("created_at",), description="What was asked in it, in order."
    )
    message = Picked(
        MessageNode,
        "messages",
        "number",
        graphene.Argument(graphene.Int, required=True, description="Its number."),
        description="The message of one number; null when there is none.",
    )
    pinned_messages = All(
        MessageNode,
        "messages",
        order=("-pinned_at", "-number"),
        only=lambda rows, _context: rows.pinned(),
        description="What those who look after it put forward, the last one first: 20 at most.",
    )
    reactions = Computed(
        graphene.List(graphene.NonNull(graphene.String)),
        offered,
        needs=("group_id",),
        required=True,
        description="The emoji that one may react with here.",
    )
    permalink = Computed(
        graphene.String,
        each(links.link_to),
        required=True,
        description="Where a front end shows it: `/threads/<id>`, for ever.",
    )
    following = Computed(
        choice(Attention),
        following,
        needs=("id", "group_id"),
        personal=True,
        description="Of what in it you are told; null when you are not signed in.",
    )
    draft = Own("Draft", "thread", description="What you have begun to say in it, if anything.")
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
    mark_thread_read = mutation(actions.mark_thread_read)
    move_messages = mutation(actions.move_messages)
