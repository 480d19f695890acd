"""Messages in the graph: what was said, and what others made of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import graphene

from backend.graphql.columns import Bound, Computed, Derived, Plain, each
from backend.graphql.context import Context
from backend.graphql.inputs import choice
from backend.graphql.mutations import mutation
from backend.graphql.nodes import Node
from backend.graphql.relations import Filter, Many, One, Page
from backend.graphql.reverse import Back
from communs.attention import queries as attention
from communs.groups.models import Role
from communs.threads import actions, links, mentioning, models, queries
from schema.people import PersonNode


def rendered(
    _context: Context, messages: Sequence[Any], bodies: Sequence[str], calls: Sequence[Any]
) -> list[str]:
    """Give texts as HTML; the people in them are looked up for all the messages together."""
    addressing = [key for key, body in zip(messages, bodies, strict=True) if "@[" in body]
    names = queries.names_mentioned(addressing) if addressing else {}
    return [
        mentioning.rendered(body, called, names.get(message, {}))
        for message, body, called in zip(messages, bodies, calls, strict=True)
    ]


def counted(_context: Context, messages: Sequence[Any]) -> list[list[queries.ReactionCount]]:
    """Count the reactions, for all the messages together."""
    counts = queries.reaction_counts(messages)
    return [counts.get(message, []) for message in messages]


def by_me(context: Context, counts: Sequence[queries.ReactionCount]) -> list[bool]:
    """Say with what whoever asks reacted, for all the messages together."""
    own = queries.reactions_by(context.actor.person, {each.message for each in counts})
    return [(each.message, each.reaction) in own for each in counts]


def bookmarked(context: Context, messages: Sequence[Any]) -> list[bool]:
    """Say what whoever asks has bookmarked, for all the messages together."""
    own = attention.bookmarked(context.actor.person, messages)
    return [message in own for message in messages]


def own(rows: Any, context: Context) -> Any:
    """Keep the rows about whoever asks."""
    return rows.filter(person=context.actor.person) if context.actor.is_signed_in else rows.none()


class ReactionCount(Bound):
    """How many people reacted to a message in one way."""

    reaction = Plain(graphene.String, required=True, description="The emoji.")
    count = Plain(graphene.Int, required=True, description="How many people reacted so.")
    mine = Derived(
        graphene.Boolean, by_me, personal=True, required=True, description="Whether you did."
    )


class ReactionNode(Node):
    """One person's sign at one message."""

    person = One(PersonNode, "person", always=True, required=True, description="Who reacted.")

    class Meta:
        model = models.Reaction
        fields = ("reaction", "created_at")


class MentionNode(Node):
    """One person, addressed in one message."""

    message = One(
        "Message", "message", along=True, required=True, description="The message that does it."
    )
    person = One(PersonNode, "person", always=True, required=True, description="Who is mentioned.")
    role = Computed(
        choice(Role),
        each(lambda role: role or None),
        needs=("role",),
        description="The role by which they were called upon; null when they are named.",
    )

    class Meta:
        model = models.Mention
        fields = ("created_at",)


class MessageNode(Node):
    """What one person said in a thread, once, under one number."""

    author = One(PersonNode, "author", always=True, required=True, description="Who said it.")
    thread = One(
        "Thread", "thread", along=True, required=True, description="The conversation it is in."
    )
    reply_to = One(
        "Message",
        "reply_to",
        along=True,
        description="The message that it answers: of the same thread, unless one of them moved.",
    )
    body_html = Computed(
        graphene.String,
        rendered,
        needs=("id", "body", "calls"),
        required=True,
        description="What was said, as HTML that is safe to show; a mention is a"
        ' `<span class="mention" data-mention="…">` with the id of the person, or a word.',
    )
    is_removed = Computed(
        graphene.Boolean,
        each(lambda removed_at: removed_at is not None),
        needs=("removed_at",),
        required=True,
        description="Whether it was removed or moved: its place stays, its text is gone.",
    )
    moved_to = One(
        "Message",
        "moved_to",
        along=True,
        description="Where what stood here was moved to, in another thread.",
    )
    poll = Back("Poll", "poll", along=True, description="The poll that it opened, if any.")
    edits = Many(
        "MessageEdit",
        "edits",
        order=("created_at",),
        description="Earlier texts, oldest first; for its author and for moderators.",
    )
    reactions = Computed(
        graphene.List(graphene.NonNull(ReactionCount)),
        counted,
        required=True,
        description="How people reacted, what was used first before the rest.",
    )
    reactors = Many(
        ReactionNode,
        "reactions",
        order=("created_at",),
        filters={
            "reaction": Filter(
                graphene.String,
                "Only those who reacted so.",
                lambda rows, reaction, _context: rows.filter(reaction=reaction),
            )
        },
        description="Who reacted, the first before the rest; for whoever is signed in.",
    )
    mentions = Many(
        MentionNode,
        "mentions",
        order=("created_at",),
        description="Whom it addresses, by name or by their role.",
    )
    pinned_by = One(PersonNode, "pinned_by", always=True, description="Who pinned it.")
    is_bookmarked = Computed(
        graphene.Boolean,
        bookmarked,
        personal=True,
        required=True,
        description="Whether you have bookmarked it.",
    )
    permalink = Computed(
        graphene.String,
        each(links.link_to),
        needs=("thread_id", "number"),
        required=True,
        description="Where a front end shows it: `/threads/<id>#<number>`, for ever.",
    )

    class Meta:
        model = models.Message
        fields = (
            "number",
            "body",
            "created_at",
            "edited_at",
            "removed_at",
            "removal_reason",
            "pinned_at",
        )


class MessageEditNode(Node):
    """A text that a message had until it was edited or removed."""

    author = One(
        PersonNode, "author", always=True, required=True, description="Who changed or removed it."
    )

    class Meta:
        model = models.MessageEdit
        name = "MessageEdit"
        fields = ("body", "created_at")


class Query:
    """What one may ask about messages."""

    mentions = Page(
        MentionNode,
        order=("-created_at",),
        only=own,
        filters={
            "unread": Filter(
                graphene.Boolean,
                "Only those in messages that you have not read yet.",
                lambda rows, unread, _context: rows.unread() if unread else rows,
            )
        },
        description="Where you were mentioned, the newest first.",
    )


class Mutation:
    """What one may do with messages."""

    post_message = mutation(actions.post_message)
    edit_message = mutation(actions.edit_message)
    remove_message = mutation(actions.remove_message)
    pin_message = mutation(actions.pin_message)
    unpin_message = mutation(actions.unpin_message)
    react_to_message = mutation(actions.react_to_message)
    withdraw_reaction = mutation(actions.withdraw_reaction)
    choose_reactions = mutation(actions.choose_reactions)
