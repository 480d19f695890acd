"""Home in the graph: what awaits whoever asks, and what happened where they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import graphene

from backend.graphql.anything import SubjectOf
from backend.graphql.batched import Batched, Parents, Wanted
from backend.graphql.columns import Bound, Column, Computed
from backend.graphql.context import Context
from backend.graphql.inputs import choice
from backend.graphql.mutations import mutation
from backend.graphql.narrowing import by_id
from backend.graphql.nodes import Identifiable, Node, Only
from backend.graphql.relations import Filter, One, Page
from backend.rules import Actor
from communs.home import actions, models, queries, sentences
from schema.events import EventNode
from schema.groups import GroupNode, JoinRequestNode
from schema.people import AffiliationNode, PersonNode
from schema.polls import PollNode
from schema.threads import ThreadNode


def worded(context: Context, *columns: Sequence[Any]) -> list[str]:
    """Word what happened, for all rows together."""
    told = [sentences.Told(*row) for row in zip(*columns, strict=True)]
    return sentences.sentences(context.actor, told)


def concerning(query: Callable[[Any, Actor], Any]) -> Only:
    """Keep a list to what a query leaves for whoever asks."""
    return lambda rows, context: query(rows, context.actor)


class ActivityNode(Node):
    """One thing that happened, for whoever sees what it happened to."""

    kind = Column(choice(models.ActivityKind), "kind", required=True)
    actor = One(PersonNode, "actor", always=True, description="Who did it.")
    group = One(GroupNode, "group", description="The group it happened in, if any.")
    subject = graphene.Field(
        Identifiable,
        resolver=SubjectOf("subject_type", "subject"),
        description="What it happened to, as it is now.",
    )
    sentence = Computed(
        graphene.String,
        worded,
        needs=("kind", "actor_id", "subject_type", "subject"),
        personal=True,
        required=True,
        description="What happened, in a sentence of your language.",
    )

    class Meta:
        model = models.Activity
        fields = ("at",)


class VisitNode(Node):
    """When you last looked at what happened."""

    class Meta:
        model = models.Visit
        fields = ("at",)


class Home(Bound):
    """What awaits you, and what is new where you are."""

    unread_threads = Page(
        ThreadNode,
        only=concerning(queries.unread),
        order=("-active_at",),
        description="Conversations that you follow, in which others said what you have not read.",
    )
    next_events = Page(
        EventNode,
        only=concerning(queries.next_events),
        order=("starts_at",),
        description="Events to come that you may see, the next first.",
    )
    requests_to_decide = Page(
        JoinRequestNode,
        only=concerning(queries.to_decide),
        order=("created_at",),
        description="Those who wait at the door of groups that you look after.",
    )
    affiliations_to_decide = Page(
        AffiliationNode,
        only=concerning(lambda affiliations, actor: affiliations.awaiting(actor)),
        order=("created_at",),
        description="Those who say that they are of an organization that you answer for.",
    )
    polls_to_answer = Page(
        PollNode,
        only=concerning(lambda polls, actor: polls.awaiting(actor)),
        order=("created_at",),
        description="Polls that wait for your vote, the oldest first.",
    )
    news = Page(
        ActivityNode,
        only=concerning(queries.news),
        order=("-position",),
        description="What others did in your groups since your last visit, the newest first.",
    )
    last_visit_at = Column(
        graphene.DateTime,
        "last_visit_at",
        description="When you last said that you had seen what happened (`noteVisit`).",
    )


HOMES_COLUMNS = {"last_visit_at": queries.last_visit}


class AtHome(Batched):
    """Gives a home to whoever is signed in."""

    personal = True

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Sequence[Any]:
        if not context.actor.is_signed_in:
            return [None for _parent in parents.values]
        home = tuple(HOMES_COLUMNS[column](context.actor) for column in wanted)
        return [home for _parent in parents.values]


class Query:
    """What one may ask about what happened."""

    home = graphene.Field(
        Home,
        resolver=AtHome(),
        description="What awaits you; null when you are not signed in.",
    )
    activity = Page(
        ActivityNode,
        order=("-position",),
        filters={
            "group": by_id(
                GroupNode,
                "Only what happened in this group.",
                lambda rows, group: rows.filter(group=group),
            ),
            "kinds": Filter(
                graphene.List(graphene.NonNull(choice(models.ActivityKind))),
                "Only these kinds.",
                lambda rows, kinds, _context: rows.filter(kind__in=[kind.value for kind in kinds]),
            ),
        },
        description="What happened, as far as you may see it, the newest first.",
    )


class Mutation:
    """What one may do at home."""

    note_visit = mutation(actions.note_visit)
