"""Events in the graph: when and where people meet, session by session."""

from __future__ import annotations

import graphene
from django.utils import timezone

from backend.graphql.columns import Column, Computed, each
from backend.graphql.inputs import choice
from backend.graphql.links import Linked
from backend.graphql.mutations import mutation
from backend.graphql.narrowing import Ordered, by_id, moment
from backend.graphql.nodes import Node
from backend.graphql.relations import All, Filter, Many, One, Orders, Page, Single
from backend.graphql.reverse import Back
from backend.markdown import render
from communs.events import actions, models
from communs.events.choices import EventKind
from schema.classification import BY_TOPIC_AND_TERRITORY, its_territories, its_topics
from schema.coming import REGISTERED
from schema.groups import GroupNode
from schema.organizations import OrganizationNode
from schema.people import PersonNode
from schema.programme import ReplayNode, SpeakerNode
from schema.resources import ResourceNode
from schema.threads import ThreadNode


class SessionNode(Node):
    """A part of an event's programme, with its own time and its own thread."""

    desk = Back("Desk", "desk", description="Where one registers for it alone, if one does.")
    event = One("Event", "event", required=True, description="What it is part of.")
    thread = One(ThreadNode, "thread", description="Where it is talked about.")
    speakers = All(
        SpeakerNode, "speakers", order=("position",), description="Who speaks in it, in order."
    )
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

    desk = Back("Desk", "desk", description="Where one registers for it, if one does.")
    kind = Column(choice(EventKind), "kind", required=True)
    cycle = One("Cycle", "cycle", description="The series that it is part of.")
    organizing = Linked(
        OrganizationNode, "organizing", order=(), description="The organizations that hold it."
    )
    partners = Linked(
        OrganizationNode,
        "partners",
        order=(),
        description="The organizations that help to hold it.",
    )
    speakers = All(
        SpeakerNode,
        "speakers",
        order=models.IN_ORDER,
        description="Who speaks: in it as a whole, then session by session.",
    )
    replays = All(
        ReplayNode,
        "replays",
        order=("position",),
        description="Where it can be seen or heard again.",
    )
    resources = Linked(
        ResourceNode,
        "resources",
        order=(),
        description="What came of it, as far as you may see it.",
    )
    outcome_html = Computed(
        graphene.String,
        each(render),
        needs=("outcome",),
        required=True,
        description="What came of it, as HTML that is safe to show.",
    )
    calendar_url = Computed(
        graphene.String,
        each("/calendars/events/{}.ics".format),
        needs=("id",),
        required=True,
        description="Where its calendar file is, on this server; for whoever sees it.",
    )
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
            "outcome",
            "revision",
            "created_at",
            "edited_at",
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
    "registered": REGISTERED,
    "online": Filter(
        graphene.Boolean,
        "Only those that one can join online (true), or that one cannot (false).",
        lambda rows, online, _context: rows.online() if online else rows.filter(online_url=""),
    ),
    "group": by_id(
        GroupNode, "Only what this group holds.", lambda rows, group: rows.filter(group=group)
    ),
    "kind": Filter(
        choice(EventKind),
        "Only of this kind.",
        lambda rows, kind, _context: rows.filter(kind=kind.value),
    ),
    "cycle": by_id(
        "Cycle",
        "Only those that are part of this cycle.",
        lambda rows, cycle: rows.filter(cycle=cycle),
    ),
    "organization": by_id(
        OrganizationNode,
        "Only those that this organization holds, or helps to hold.",
        lambda rows, organization: rows.held_by(organization),
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
    set_event_organizations = mutation(actions.set_event_organizations)
    set_event_speakers = mutation(actions.set_event_speakers)
    set_session_speakers = mutation(actions.set_session_speakers)
    tell_outcome = mutation(actions.tell_outcome)
