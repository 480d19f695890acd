"""People in the graph: who they are, and who is asking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from backend.graphql.batched import Batched, Parents, Wanted
from backend.graphql.columns import Column, Computed
from backend.graphql.context import Context
from backend.graphql.files import Address
from backend.graphql.inputs import choice
from backend.graphql.live import cursor_of
from backend.graphql.mutations import mutation
from backend.graphql.narrowing import Ordered, by_id
from backend.graphql.nodes import Node, seen
from backend.graphql.relations import Filter, Many, One, Orders, Page, Single
from backend.mail.stopping import stopped_matters
from backend.markdown import render
from backend.statements import Reads
from communs.people import actions, models
from communs.people.letters import Matter
from schema.classification import BY_TOPIC_AND_TERRITORY, its_territories, its_topics
from schema.coming import STATE, TO_COME
from schema.organizations import AFFILIATION_FILTERS, OrganizationNode


def for_members(context: Context, values: Sequence[Any]) -> Sequence[Any]:
    """Show what members tell one another; a visitor learns only the names of authors."""
    return values if context.actor.is_signed_in else [None] * len(values)


def is_member(context: Context) -> bool:
    """Whether whoever asks is told what members tell one another."""
    return context.actor.is_signed_in


def for_oneself(context: Context, people: Sequence[Any], values: Sequence[Any]) -> list[Any]:
    """Show what is between a person and Communs."""
    me = context.actor.person
    return [
        value if me is not None and person == me else None
        for person, value in zip(people, values, strict=True)
    ]


def spared(context: Context, people: Sequence[Any], addresses: Sequence[str]) -> list[Any]:
    """Say what somebody gets no letters about, to themselves."""
    mine = for_oneself(context, people, addresses)
    return [None if address is None else stopped_matters(address) for address in mine]


def rendered_for_members(context: Context, texts: Sequence[str]) -> list[str | None]:
    """Render a text for members, for nobody else."""
    return [None if text is None else render(text) for text in for_members(context, texts)]


class PersonNode(Node):
    """Somebody with an account."""

    avatar = Address(
        "avatar",
        description="The address of their portrait, a square of 512 pixels in WebP, from the root"
        " of this server; null when they have none.",
    )
    biography = Computed(
        graphene.String,
        for_members,
        needs=("biography",),
        personal=True,
        description="What they tell of themselves, in Markdown; for members.",
    )
    biography_html = Computed(
        graphene.String,
        rendered_for_members,
        needs=("biography",),
        personal=True,
        description="What they tell of themselves, as HTML that is safe to show; for members.",
    )
    languages = Computed(
        graphene.List(graphene.NonNull(graphene.String)),
        for_members,
        needs=("languages",),
        personal=True,
        description="The languages they work in, by ISO 639-1 code; for members.",
    )
    email = Computed(
        graphene.String,
        for_oneself,
        needs=("id", "email"),
        personal=True,
        description="The address they sign in with; for themselves.",
    )
    language = Computed(
        choice(models.Language),
        for_oneself,
        needs=("id", "language"),
        personal=True,
        description="The language that Communs writes to them in; for themselves.",
    )
    stopped_letters = Computed(
        graphene.List(graphene.NonNull(choice(Matter))),
        spared,
        needs=("id", "email"),
        personal=True,
        description="What they get no letters about; for themselves.",
    )
    is_moderator = Column(graphene.Boolean, "is_moderator", required=True)
    topics = its_topics(is_member, "What they know about; for members.")
    territories = its_territories(is_member, "Where they work; for members.")
    memberships = Many(
        "Membership",
        "memberships",
        order=("created_at",),
        description="Their groups, as far as you may see them.",
    )
    registrations = Many(
        "Registration",
        "registrations",
        order=("starts_at",),
        filters={"state": STATE, "to_come": TO_COME},
        description="What they registered for, by when it begins: all of your own, of others what"
        " you look after.",
    )
    affiliations = Many(
        "Affiliation",
        "affiliations",
        order=("created_at",),
        filters=AFFILIATION_FILTERS,
        description="What they are and were in organizations; for members.",
    )

    saved_searches = Many(
        "SavedSearch",
        "saved_searches",
        order=("-created_at",),
        description="What you look for again and again, the last one first: your own alone.",
    )
    live_cursor = Computed(
        graphene.String,
        lambda context, people: for_oneself(
            context, people, [cursor_of(context.head)] * len(people)
        ),
        personal=True,
        description="Where to begin to listen (`viewerEvents`, `after`) to miss nothing that is not"
        " in this answer; your own alone.",
    )

    class Meta:
        model = models.Person
        fields = ("name", "created_at")


class AffiliationNode(Node):
    """What one person is or was in one organization."""

    person = One(PersonNode, "person", always=True, required=True, description="Who.")
    organization = One(OrganizationNode, "organization", description="The organization.")
    state = Column(choice(models.AffiliationState), "state", required=True)
    decided_by = One(PersonNode, "decided_by", always=True, description="Who decided.")

    class Meta:
        model = models.Affiliation
        fields = ("role", "started_on", "ended_on", "reason", "created_at", "decided_at")


class Viewer(Batched):
    """Gives the person who asks."""

    personal = True

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Reads[Sequence[Any]]:
        me = context.actor.person
        found = yield from seen(models.Person, context, [me] if me else [], tuple(wanted))
        return [found.get(me) for _parent in parents.values]


class Query:
    """What one may ask about people."""

    viewer = graphene.Field(
        PersonNode, resolver=Viewer(), description="Who you are; null when you are not signed in."
    )
    person = Single(PersonNode, description="One person, by their id.")
    people = Page(
        PersonNode,
        orders=Orders(
            "PersonOrder",
            {
                "NAME": Ordered(("name",), "By name."),
                "NEWEST": Ordered(("-joined_at",), "Who joined last."),
            },
        ),
        filters=BY_TOPIC_AND_TERRITORY
        | {
            "organization": by_id(
                OrganizationNode,
                "Only those who are of this organization at present, as it has confirmed.",
                lambda rows, organization: rows.working_for(organization),
                steady=False,  # people come and go by the day
            )
        },
        description="The people of the network, by name.",
    )

    affiliation = Single(AffiliationNode, description="One affiliation, by its id.")
    affiliations = Page(
        AffiliationNode,
        order=("-created_at",),
        filters={
            **AFFILIATION_FILTERS,
            "to_decide": Filter(
                graphene.Boolean,
                "Only those that wait for your answer; false narrows nothing.",
                lambda rows, to_decide, context: (
                    rows.awaiting(context.actor) if to_decide else rows
                ),
            ),
            "organization": by_id(
                OrganizationNode,
                "Only those with this organization.",
                lambda rows, organization: rows.filter(organization=organization),
            ),
        },
        description="Who is and was what in which organization, the newest first; for members.",
    )


class Mutation:
    """What one may do about oneself, and about who is of which organization."""

    edit_profile = mutation(actions.edit_profile)
    stop_letters = mutation(actions.stop_letters)
    resume_letters = mutation(actions.resume_letters)
    set_avatar = mutation(actions.set_avatar)
    remove_avatar = mutation(actions.remove_avatar)
    classify_profile = mutation(actions.classify_profile)
    propose_affiliation = mutation(actions.propose_affiliation)
    confirm_affiliation = mutation(actions.confirm_affiliation)
    refuse_affiliation = mutation(actions.refuse_affiliation)
    withdraw_affiliation = mutation(actions.withdraw_affiliation)
    end_affiliation = mutation(actions.end_affiliation)
    make_organization_contact = mutation(actions.make_organization_contact)
