"""Polls in the graph: what is asked, how it stands, what came of it."""

from __future__ import annotations

from typing import Any

import graphene
from django.utils import timezone

from backend.graphql.columns import Column, Computed, each
from backend.graphql.inputs import choice
from backend.graphql.mutations import mutation
from backend.graphql.nodes import Node
from backend.graphql.relations import All, Filter, Many, One, Page, Single
from backend.graphql.reverse import Back
from communs.polls import actions, choices, models
from schema.messages import MessageNode
from schema.people import PersonNode
from schema.threads import ThreadNode
from schema.votes import (
    PollOptionNode,
    PollResults,
    VoteNode,
    has_voted,
    html,
    quorum_reached,
    results,
    voter_count,
)


def is_running(closes_at: Any, closed_at: Any) -> bool:
    """Say whether a poll takes votes at this moment."""
    return closed_at is None and (closes_at is None or closes_at > timezone.now())


class OutcomeNode(Node):
    """What came of a poll, as somebody stated it."""

    author = One(PersonNode, "author", always=True, required=True, description="Who stated it.")
    statement_html = html("statement", "What came of it, as HTML that is safe to show.")

    class Meta:
        model = models.Outcome
        name = "Outcome"
        fields = ("number", "statement", "created_at")


OPEN = Filter(
    graphene.Boolean,
    "Only those that take votes (true), or that take no more (false).",
    lambda rows, is_open, _context: rows.running() if is_open else rows.over(),
)
AWAITING_ME = Filter(
    graphene.Boolean,
    "Only those that you may vote in and have not (true), or all others (false).",
    lambda rows, awaiting, context: (
        rows.awaiting(context.actor)
        if awaiting
        else rows.exclude(pk__in=rows.awaiting(context.actor).values("pk"))
    ),
)


class PollNode(Node):
    """A question put to those of a thread, until it closes."""

    kind = Column(choice(choices.PollKind), "kind", required=True)
    thread = One(
        ThreadNode, "thread", along=True, required=True, description="The thread it is put in."
    )
    message = One(
        MessageNode,
        "message",
        along=True,
        required=True,
        description="The message that opened it: its place in the thread.",
    )
    opened_by = One(
        PersonNode, "opened_by", always=True, required=True, description="Who opened it."
    )
    closed_by = One(
        PersonNode,
        "closed_by",
        always=True,
        description="Who closed it; null while it is open, and where it closed by itself.",
    )
    description_html = html("description", "Everything to know, as HTML that is safe to show.")
    options = All(
        PollOptionNode,
        "options",
        order=("number",),
        along=True,
        description="What there is to choose, in order; a proposal has none.",
    )
    is_open = Computed(
        graphene.Boolean,
        each(is_running),
        needs=("closes_at", "closed_at"),
        required=True,
        description="Whether it takes votes at this moment.",
    )
    voter_count = Computed(
        graphene.Int, voter_count, required=True, description="How many people voted."
    )
    quorum_reached = Computed(
        graphene.Boolean,
        quorum_reached,
        needs=("id", "quorum"),
        description="Whether enough people voted; null where no number was asked for.",
    )
    results = Computed(
        lambda: PollResults,
        results,
        needs=("id", "kind", "hides_results", "closed_at"),
        description="How it stands; null while results are hidden, and where an anonymous poll"
        " closed with fewer than three votes, which are then let go.",
    )
    votes = Many(
        VoteNode,
        "votes",
        description="Who answered what, and why; while results are hidden only your own vote.",
    )
    my_vote = Back(
        VoteNode,
        "votes",
        only=lambda rows, context: rows.of(context.actor),
        description="Your vote; null where you have not voted, and once it is secret.",
    )
    has_voted = Computed(
        graphene.Boolean,
        has_voted,
        personal=True,
        required=True,
        description="Whether you voted, even if nobody knows any more what.",
    )
    outcome = One("Outcome", "outcome", along=True, description="What came of it, as it is now.")
    outcomes = Many(
        OutcomeNode,
        "outcomes",
        order=("number",),
        description="What was stated to have come of it, the first statement first.",
    )

    class Meta:
        model = models.Poll
        name = "Poll"
        fields = (
            "title",
            "description",
            "time_zone",
            "least",
            "most",
            "quorum",
            "is_anonymous",
            "hides_results",
            "closes_at",
            "closed_at",
            "created_at",
        )


class Query:
    """What one may ask about polls."""

    poll = Single(PollNode, description="One poll, by its id.")
    polls = Page(
        PollNode,
        order=("-created_at",),
        filters={"open": OPEN, "awaiting_me": AWAITING_ME},
        description="The polls you may see, the newest first.",
    )


class Mutation:
    """What one may do with polls."""

    open_poll = mutation(actions.open_poll)
    cast_vote = mutation(actions.cast_vote)
    withdraw_vote = mutation(actions.withdraw_vote)
    close_poll = mutation(actions.close_poll)
    reopen_poll = mutation(actions.reopen_poll)
    state_outcome = mutation(actions.state_outcome)
