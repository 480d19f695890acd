"""Votes in the graph: who answered what, and what it comes to in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import graphene

from backend.graphql.columns import Bound, Computed, Plain, each
from backend.graphql.context import Context
from backend.graphql.inputs import choice
from backend.graphql.nodes import Node
from backend.graphql.relations import All, One
from backend.graphql.reverse import Named, Several
from backend.markdown import render
from communs.polls import choices, models, queries
from schema.people import PersonNode


def results(
    _context: Context,
    polls: Sequence[Any],
    kinds: Sequence[str],
    hidden: Sequence[bool],
    closed: Sequence[Any],
) -> list[Any]:
    """Count the votes of all polls whose results are told, together."""
    asked = zip(polls, kinds, hidden, closed, strict=True)
    found = queries.results({poll: kind for poll, kind, hides, at in asked if at or not hides})
    return [found.get(poll) for poll in polls]


def voter_count(_context: Context, polls: Sequence[Any]) -> list[int]:
    """Count who voted, for all polls together."""
    counts = queries.voter_counts(polls)
    return [counts.get(poll, 0) for poll in polls]


def quorum_reached(
    context: Context, polls: Sequence[Any], quorums: Sequence[int | None]
) -> list[bool | None]:
    """Say whether enough people voted, where a number was asked for."""
    counts = voter_count(context, polls)
    return [
        None if quorum is None else count >= quorum
        for count, quorum in zip(counts, quorums, strict=True)
    ]


def has_voted(context: Context, polls: Sequence[Any]) -> list[bool]:
    """Say where whoever asks voted, for all polls together."""
    voted = queries.voted_in(context.actor.person, polls)
    return [poll in voted for poll in polls]


def html(column: str, description: str) -> Computed:
    """Make the field that gives a column of Markdown as HTML."""
    return Computed(
        graphene.String, each(render), needs=(column,), required=True, description=description
    )


def _option(description: str) -> graphene.Field:
    return graphene.Field(
        lambda: PollOptionNode, resolver=Named("PollOption"), description=description
    )


def _options(description: str) -> graphene.Field:
    return graphene.Field(
        lambda: graphene.List(graphene.NonNull(PollOptionNode)),
        required=True,
        resolver=Named("PollOption", several=True, usual=2),
        description=description,
    )


def _several(kind: Any, usual: int, description: str) -> graphene.Field:
    return graphene.Field(
        lambda: graphene.List(graphene.NonNull(kind)),
        required=True,
        resolver=Several(usual=usual),
        description=description,
    )


class StanceCount(Bound):
    """How many stand where on a proposal."""

    stance = Plain(choice(choices.Stance), required=True, description="Where they stand.")
    count = Plain(graphene.Int, required=True, description="How many do.")


class OptionCount(Bound):
    """How many are for an option."""

    option = _option("The option.")
    count = Plain(
        graphene.Int,
        required=True,
        description="How many chose it, rank it first (in a round: now), or say yes to a time.",
    )
    if_need_be = Plain(
        graphene.Int, required=True, description="Of a time: how many come if need be."
    )
    no = Plain(graphene.Int, required=True, description="Of a time: how many do not come.")


class RunoffRound(Bound):
    """One round of counting ranked votes."""

    number = Plain(graphene.Int, required=True, description="Its place: 1, 2, 3…")
    options = _several(
        OptionCount, 10, "The options still there, and for how many they come first."
    )
    resting = Plain(
        graphene.Int, required=True, description="How many votes rank none of these options."
    )
    leaving = _options("What leaves after it: the last one, or all that nobody is for.")


class PollResults(Bound):
    """What a poll came to, in numbers; the parts that its kind has not are empty."""

    stances = _several(StanceCount, 4, "Of a proposal: how many stand where.")
    options = _several(OptionCount, 10, "How many are for each option, in the poll's order.")
    rounds = _several(RunoffRound, 5, "Of ranked options: the instant runoff, round by round.")
    best = _options(
        "What is ahead, several when they tie: what was chosen most; of ranked options what wins"
        " the runoff; of times when most can come, and of these when most simply say yes."
    )


class PollOptionNode(Node):
    """Something to choose in a poll, or a time to meet."""

    poll = One("Poll", "poll", along=True, required=True, description="The poll that offers it.")

    class Meta:
        model = models.PollOption
        fields = ("number", "label", "starts_at", "ends_at")


class VoteOptionNode(Node):
    """An option as one vote chooses, ranks or answers it."""

    option = One("PollOption", "option", required=True, description="The option.")
    answer = Computed(
        choice(choices.Answer),
        each(lambda answer: answer or None),
        needs=("answer",),
        description="Of a time: whether they can come.",
    )

    class Meta:
        model = models.VoteOption
        name = "VoteOption"
        fields = ("rank",)


class VoteNode(Node):
    """What one person answered in a poll."""

    voter = One(
        PersonNode,
        "voter__person",
        always=True,
        description="Who voted; null in an anonymous poll that is closed.",
    )
    stance = Computed(
        choice(choices.Stance),
        each(lambda stance: stance or None),
        needs=("stance",),
        description="To a proposal: where they stand.",
    )
    reason_html = html("reason", "Why, as HTML that is safe to show.")
    options = All(
        "VoteOption",
        "options",
        order=("rank", "option__number"),
        description="What they chose, ranked (the preferred first) or answered.",
    )

    class Meta:
        model = models.Vote
        name = "Vote"
        fields = ("reason", "cast_at")
