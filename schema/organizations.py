"""Organizations in the graph: the bodies that people come from, and who answers for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import graphene

from backend.graphql.columns import Column, Computed, each
from backend.graphql.context import Context
from backend.graphql.files import Address
from backend.graphql.inputs import choice
from backend.graphql.mutations import mutation
from backend.graphql.narrowing import by_id
from backend.graphql.nodes import Node
from backend.graphql.relations import Filter, Many, One, Page, Single
from backend.markdown import render
from communs.organizations import actions, models, queries
from communs.people.models import AffiliationState
from schema.classification import BY_TOPIC_AND_TERRITORY, its_territories, its_topics
from schema.territories import TerritoryNode

AFFILIATION_FILTERS = {
    "state": Filter(
        choice(AffiliationState),
        "Only those in this state.",
        lambda rows, state, _context: rows.filter(state=state.value),
        steady=True,
    ),
    "current": Filter(
        graphene.Boolean,
        "Only those that are confirmed and last today (true), or that do not (false).",
        lambda rows, current, _context: rows.current() if current else rows.not_current(),
    ),
}


def viewer_is_contact(context: Context, organizations: Sequence[Any]) -> list[bool]:
    """Say for which organizations whoever asks answers, for all together."""
    answered = queries.answered_for(context.actor.person, organizations)
    return [each in answered for each in organizations]


class OrganizationNode(Node):
    """A body that people come from, that meets and that publishes."""

    kind = Column(choice(models.OrganizationKind), "kind", required=True)
    logo = Address(
        "logo",
        description="The address of its logo, in WebP, no side longer than 512 pixels, from the"
        " root of this server; null when it has none.",
    )
    territory = One(TerritoryNode, "territory", description="Where it has its seat.")
    topics = its_topics()
    territories = its_territories(description="Where it is at work.")
    parent = One("Organization", "parent", description="The network that it is part of.")
    children = Many(
        "Organization",
        "children",
        order=("folded_name",),
        description="The organizations that are part of it, by name.",
    )
    contacts = Many(
        "OrganizationContact",
        "contacts",
        order=("created_at",),
        description="Who answers for it; for members.",
    )
    affiliations = Many(
        "Affiliation",
        "affiliations",
        order=("created_at",),
        filters=AFFILIATION_FILTERS,
        description="Who is and was what in it; for members, and all that is proposed for those"
        " who decide.",
    )
    people = Many(
        "Person",
        ("id", "current_of"),
        order=("name",),
        only=lambda people, _context: people.by_organization(),
        description="Who is of it at present, as it has confirmed, each once; for members.",
    )
    viewer_is_contact = Computed(
        graphene.Boolean,
        viewer_is_contact,
        personal=True,
        required=True,
        description="Whether you answer for it.",
    )
    description_html = Computed(
        graphene.String,
        each(render),
        needs=("description",),
        required=True,
        description="What it does, as HTML that is safe to show.",
    )

    class Meta:
        model = models.Organization
        fields = ("name", "website", "description", "revision", "created_at")


class OrganizationContactNode(Node):
    """Somebody who answers for an organization."""

    organization = One(OrganizationNode, "organization", description="The organization.")
    person = One("Person", "person", always=True, required=True, description="Who answers for it.")

    class Meta:
        model = models.OrganizationContact
        fields = ("created_at",)


class Query:
    """What one may ask about organizations."""

    organization = Single(OrganizationNode, description="One organization, by its id.")
    organizations = Page(
        OrganizationNode,
        order=("folded_name",),
        filters={
            "kind": Filter(
                choice(models.OrganizationKind),
                "Only of this kind.",
                lambda rows, kind, _context: rows.filter(kind=kind.value),
                steady=True,
            ),
            "mine": Filter(
                graphene.Boolean,
                "Only those that you answer for; false narrows nothing.",
                lambda rows, mine, context: rows.answered_for_by(context.actor) if mine else rows,
            ),
            "parent": by_id(
                OrganizationNode,
                "Only those that are part of this network, directly.",
                lambda rows, parent: rows.filter(parent=parent),
            ),
            "topic": BY_TOPIC_AND_TERRITORY["topic"],
            "territory": by_id(
                TerritoryNode,
                "Only those that have their seat or are at work here, or in what lies inside.",
                queries.located_in,
            ),
            "name": Filter(
                graphene.String,
                "Only those with a word in their name that begins so; accents do not matter.",
                lambda rows, name, _context: rows.named(name),
            ),
        },
        description="The organizations, by name.",
    )


class Mutation:
    """What one may do with organizations."""

    add_organization = mutation(actions.add_organization)
    edit_organization = mutation(actions.edit_organization)
    classify_organization = mutation(actions.classify_organization)
    set_logo = mutation(actions.set_logo)
    remove_logo = mutation(actions.remove_logo)
    remove_organization_contact = mutation(actions.remove_organization_contact)
