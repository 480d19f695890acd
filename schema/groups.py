"""Groups in the graph: who works together, and how one gets in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import graphene

from backend.graphql.columns import Column, Computed, each
from backend.graphql.context import Context
from backend.graphql.inputs import choice
from backend.graphql.mutations import mutation
from backend.graphql.narrowing import Ordered
from backend.graphql.nodes import Node
from backend.graphql.relations import Filter, Many, One, Orders, Page, Single
from backend.markdown import render
from communs.groups import actions, models
from communs.threads.reacting import reactions_of
from schema.classification import BY_TOPIC_AND_TERRITORY, its_territories, its_topics
from schema.people import PersonNode


def my_role(context: Context, groups: Sequence[Any]) -> list[str | None]:
    """Say what whoever asks is in each group."""
    return [context.actor.roles.get(group) for group in groups]


def offered(_context: Context, groups: Sequence[Any]) -> list[list[str]]:
    """Say with what its members react, for all the groups together."""
    found = reactions_of(groups)
    return [found[group] for group in groups]


class GroupNode(Node):
    """People who work together on something."""

    kind = Column(choice(models.GroupKind), "kind", required=True)
    visibility = Column(choice(models.Visibility), "visibility", required=True)
    joining = Column(choice(models.Joining), "joining", required=True)
    parent = One("Group", "parent", description="The group that it is part of.")
    children = Many("Group", "children", order=("name",), description="The groups within it.")
    created_by = One(
        PersonNode, "created_by", always=True, required=True, description="Who founded it."
    )
    viewer_role = Computed(
        choice(models.Role),
        my_role,
        personal=True,
        description="What you are in it; null when you are no member.",
    )
    description_html = Computed(
        graphene.String,
        each(render),
        needs=("description",),
        required=True,
        description="What it is for, as HTML that is safe to show.",
    )
    topics = its_topics()
    territories = its_territories(description="The territories that it works in.")
    reactions = Computed(
        graphene.List(graphene.NonNull(graphene.String)),
        offered,
        required=True,
        description="The emoji that one may react with in its threads.",
    )
    memberships = Many(
        "Membership",
        "memberships",
        order=("created_at",),
        description="Its members; for whoever is signed in and sees its content.",
    )
    join_requests = Many(
        "JoinRequest",
        "join_requests",
        order=("created_at",),
        filters={
            "state": Filter(
                choice(models.RequestState),
                "Only those in this state.",
                lambda rows, state, _context: rows.filter(state=state.value),
                steady=True,
            )
        },
        description="Who would like to join; for those who decide, and who asked.",
    )
    invitations = Many(
        "Invitation",
        "invitations",
        order=("-created_at",),
        description="Who was invited; for those who admit members.",
    )
    threads = Many(
        "Thread",
        ("members_audience", "audience"),
        order=("-active_at",),
        description="What its members talk about, the liveliest first.",
    )
    resources = Many(
        "Resource",
        "resources",
        order=("-created_at",),
        description="What it looks after, the newest first.",
    )
    collections = Many(
        "Collection",
        "collections",
        order=("-created_at",),
        description="What it put in an order, the newest first.",
    )
    events = Many(
        "Event",
        "events",
        order=("starts_at",),
        description="What it holds, in the order of time.",
    )
    cycles = Many(
        "Cycle", "cycles", order=("title",), description="Its series of events, by title."
    )

    class Meta:
        model = models.Group
        fields = ("name", "description", "created_at")


class MembershipNode(Node):
    """One person's part in one group."""

    group = One(GroupNode, "group", description="The group.")
    person = One(PersonNode, "person", always=True, required=True, description="The member.")
    role = Column(choice(models.Role), "role", required=True)

    class Meta:
        model = models.Membership
        fields = ("created_at",)


class JoinRequestNode(Node):
    """Somebody's wish to become a member, and what was decided."""

    group = One(GroupNode, "group", description="The group.")
    person = One(PersonNode, "person", always=True, required=True, description="Who asks.")
    decided_by = One(PersonNode, "decided_by", always=True, description="Who decided.")
    state = Column(choice(models.RequestState), "state", required=True)

    class Meta:
        model = models.JoinRequest
        fields = ("message", "reason", "created_at", "decided_at")


class InvitationNode(Node):
    """A way into a group, mailed to somebody."""

    group = One(GroupNode, "group", description="The group.")
    invited_by = One(
        PersonNode, "invited_by", always=True, required=True, description="Who invited."
    )
    accepted_by = One(PersonNode, "accepted_by", always=True, description="Who accepted it.")
    role = Column(choice(models.Role), "role", required=True)

    class Meta:
        model = models.Invitation
        fields = ("email", "created_at", "expires_at", "accepted_at", "revoked_at")


class Query:
    """What one may ask about groups."""

    group = Single(GroupNode, description="One group, by its id.")
    groups = Page(
        GroupNode,
        orders=Orders(
            "GroupOrder",
            {
                "NAME": Ordered(("name",), "By name."),
                "NEWEST": Ordered(("-created_at",), "What was founded last."),
            },
        ),
        filters={
            "kind": Filter(
                choice(models.GroupKind),
                "Only of this kind.",
                lambda rows, kind, _context: rows.filter(kind=kind.value),
                steady=True,
            ),
            "joinable": Filter(
                graphene.Boolean,
                "Only those that you are not in, and may join freely or on request (true), or all"
                " others (false).",
                lambda rows, joinable, context: (
                    rows.joinable_by(context.actor)
                    if joinable
                    else rows.exclude(pk__in=rows.joinable_by(context.actor).values("pk"))
                ),
            ),
            **BY_TOPIC_AND_TERRITORY,
        },
        description="The groups you may see, by name.",
    )


class Mutation:
    """What one may do with groups."""

    create_group = mutation(actions.create_group)
    edit_group = mutation(actions.edit_group)
    classify_group = mutation(actions.classify_group)
    join_group = mutation(actions.join_group)
    leave_group = mutation(actions.leave_group)
    request_to_join = mutation(actions.request_to_join)
    withdraw_request = mutation(actions.withdraw_request)
    accept_request = mutation(actions.accept_request)
    refuse_request = mutation(actions.refuse_request)
    invite_to_group = mutation(actions.invite_to_group)
    revoke_invitation = mutation(actions.revoke_invitation)
    accept_invitation = mutation(actions.accept_invitation)
    change_role = mutation(actions.change_role)
    remove_member = mutation(actions.remove_member)
