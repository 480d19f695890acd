"""Events in the graph: when and where people meet, session by session."""

from __future__ import annotations

import graphene
from django.utils import timezone

from backend.graphql.columns import Computed, each
from backend.graphql.mutations import mutation
from backend.graphql.narrowing import Ordered, by_id, moment
from backend.graphql.nodes import Node
from backend.graphql.relations import Filter, Many, One, Orders, Page, Single
from backend.markdown import render
from communs.events import actions, models
from schema.classification import BY_TOPIC_AND_TERRITORY, its_territories, its_topics
from schema.groups import GroupNode
from schema.people import PersonNode
from schema.threads import ThreadNode


class SessionNode(Node):
    """A part of an event's programme, with its own time and its own thread."""

    event = One("Event", "event", required=True, description="What it is part of.")
    thread = One(ThreadNode, "thread", description="Where it is talked about.")
    description_html = Computed(
        graphene.String,
        each(render),
        needs=("description",),
        required=True,
        description="What is done in it, as HTML that is safe to show.",
    )

    class Meta:
        model = models.Session
        fields = (
            "title",
            "description",
            "starts_at",
            "ends_at",
            "position",
            "place",
            "online_url",
            "revision",
            "cancelled_at",
            "cancellation_reason",
        )


class EventNode(Node):
    """A meeting that a group holds, in a place or online."""

    group = One(GroupNode, "group", description="The group that holds it.")
    created_by = One(
        PersonNode, "created_by", always=True, required=True, description="Who planned it."
    )
    thread = One(ThreadNode, "thread", description="Where it is talked about.")
    topics = its_topics()
    territories = its_territories()
    sessions = Many(
        SessionNode,
        "sessions",
        order=("starts_at", "position"),
        first=50,
        description="Its programme, in the order of time.",
    )
    description_html = Computed(
        graphene.String,
        each(render),
        needs=("description",),
        required=True,
        description="Everything to know, as HTML that is safe to show.",
    )

    class Meta:
        model = models.Event
        fields = (
            "title",
            "summary",
            "description",
            "starts_at",
            "ends_at",
            "time_zone",
            "place",
            "online_url",
            "revision",
            "created_at",
            "cancelled_at",
            "cancellation_reason",
        )


FILTERS = {
    "to_come": Filter(
        graphene.Boolean,
        "Only those that have not ended (true), or that have (false).",
        lambda rows, to_come, _context: (
            rows.to_come(now=timezone.now()) if to_come else rows.past(now=timezone.now())
        ),
    ),
    "from": Filter(
        graphene.DateTime,
        "Only those that end after this moment, or at it.",
        lambda rows, since, _context: rows.filter(ends_at__gte=moment(since, "from")),
    ),
    "until": Filter(
        graphene.DateTime,
        "Only those that start before this moment.",
        lambda rows, until, _context: rows.filter(starts_at__lt=moment(until, "until")),
    ),
    "online": Filter(
        graphene.Boolean,
        "Only those that one can join online (true), or that one cannot (false).",
        lambda rows, online, _context: rows.online() if online else rows.filter(online_url=""),
    ),
    "group": by_id(
        GroupNode, "Only what this group holds.", lambda rows, group: rows.filter(group=group)
    ),
    **BY_TOPIC_AND_TERRITORY,
}
ORDERS = Orders(
    "EventOrder",
    {
        "SOONEST": Ordered(("starts_at",), "In the order of time."),
        "LATEST": Ordered(("-starts_at",), "What starts last, first."),
    },
)


class Query:
    """What one may ask about events."""

    event = Single(EventNode, description="One event, by its id.")
    events = Page(
        EventNode,
        filters=FILTERS,
        orders=ORDERS,
        description="The events you may see, in the order of time.",
    )


class Mutation:
    """What one may do with events."""

    plan_event = mutation(actions.plan_event)
    edit_event = mutation(actions.edit_event)
    classify_event = mutation(actions.classify_event)
    cancel_event = mutation(actions.cancel_event)
    add_session = mutation(actions.add_session)
    edit_session = mutation(actions.edit_session)
    cancel_session = mutation(actions.cancel_session)
