"""Cycles in the graph: events that come one after another, under one title."""

from __future__ import annotations

import graphene

from backend.graphql.columns import Computed, each
from backend.graphql.links import Linked
from backend.graphql.mutations import mutation
from backend.graphql.narrowing import by_id
from backend.graphql.nodes import Node
from backend.graphql.relations import Filter, Many, One, Page, Single
from backend.graphql.reverse import Back
from backend.markdown import render
from communs.events import actions, models
from schema.classification import BY_TOPIC_AND_TERRITORY, its_territories, its_topics
from schema.events import FILTERS, ORDERS, EventNode
from schema.groups import GroupNode
from schema.organizations import OrganizationNode
from schema.people import PersonNode


class CycleNode(Node):
    """A series of events with a rhythm: a webinar on one Thursday a month, say."""

    desk = Back(
        "Desk", "desk", description="Where one registers once for all its events, if one does."
    )
    group = One(GroupNode, "group", description="The group that runs it.")
    created_by = One(
        PersonNode, "created_by", always=True, required=True, description="Who started it."
    )
    organizing = Linked(
        OrganizationNode, "organizing", order=(), description="The organizations that run it."
    )
    partners = Linked(
        OrganizationNode, "partners", order=(), description="The organizations that help to run it."
    )
    topics = its_topics()
    territories = its_territories()
    events = Many(
        EventNode,
        "events",
        filters={name: FILTERS[name] for name in ("to_come", "from", "until", "kind")},
        orders=ORDERS,
        description="Its events, as far as you may see them, in the order of time.",
    )
    calendar_url = Computed(
        graphene.String,
        each("/calendars/cycles/{}.ics".format),
        needs=("id",),
        required=True,
        description="Where its calendar file is, on this server; for whoever sees it.",
    )
    description_html = Computed(
        graphene.String,
        each(render),
        needs=("description",),
        required=True,
        description="Everything to know, as HTML that is safe to show.",
    )

    class Meta:
        model = models.Cycle
        fields = (
            "title",
            "summary",
            "description",
            "rhythm",
            "revision",
            "created_at",
            "edited_at",
            "ended_at",
        )


class Query:
    """What one may ask about cycles."""

    cycle = Single(CycleNode, description="One cycle, by its id.")
    cycles = Page(
        CycleNode,
        order=("title",),
        filters={
            "running": Filter(
                graphene.Boolean,
                "Only those that go on (true), or that have ended (false).",
                lambda rows, running, _context: rows.filter(ended_at__isnull=running),
                steady=True,
            ),
            "group": by_id(
                GroupNode,
                "Only what this group runs.",
                lambda rows, group: rows.filter(group=group),
            ),
            **BY_TOPIC_AND_TERRITORY,
        },
        description="The cycles you may see, by title.",
    )


class Mutation:
    """What one may do with cycles."""

    start_cycle = mutation(actions.start_cycle)
    edit_cycle = mutation(actions.edit_cycle)
    set_cycle_organizations = mutation(actions.set_cycle_organizations)
    end_cycle = mutation(actions.end_cycle)
    classify_cycle = mutation(actions.classify_cycle)
