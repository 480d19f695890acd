"""Resources in the graph: what people write together, its revisions, and who did what."""

from __future__ import annotations

import graphene

from backend.graphql.columns import Column, Computed, each
from backend.graphql.inputs import choice
from backend.graphql.mutations import mutation
from backend.graphql.narrowing import Ordered, by_id
from backend.graphql.nodes import Node
from backend.graphql.relations import All, Filter, Many, One, Orders, Page, Single
from backend.markdown import render
from communs.resources import actions, choices, models
from schema.classification import BY_TOPIC_AND_TERRITORY, its_territories, its_topics
from schema.groups import GroupNode
from schema.organizations import OrganizationNode
from schema.people import PersonNode
from schema.threads import ThreadNode


class ContributorNode(Node):
    """What one person, or one body, did for a resource."""

    person = One(PersonNode, "person", always=True, description="Who, if they have an account.")
    organization = One(
        OrganizationNode, "organization", description="Which organization, if it is known here."
    )
    role = Column(choice(choices.ContributorRole), "role", required=True)

    class Meta:
        model = models.Contributor
        fields = ("name", "note", "may_edit")


class LinkNode(Node):
    """Where else to look: the files, the film, the source of a resource."""

    class Meta:
        model = models.Link
        fields = ("url", "label", "position")


class RevisionNode(Node):
    """A resource as it stood after one edit."""

    author = One(PersonNode, "author", always=True, required=True, description="Who edited.")

    class Meta:
        model = models.Revision
        fields = ("number", "message", "title", "summary", "body", "created_at")


class ResourceNode(Node):
    """Something written together, kept by a group and shared under a licence."""

    kind = Column(choice(choices.ResourceKind), "kind", required=True)
    language = Column(choice(choices.ResourceLanguage), "language", required=True)
    licence = Column(choice(choices.Licence), "licence", required=True)
    licence_id = Column(
        graphene.String,
        "licence",
        required=True,
        description="The SPDX identifier of its licence.",
    )
    status = Column(choice(choices.ResourceStatus), "status", required=True)
    group = One(GroupNode, "group", description="The group that looks after it.")
    created_by = One(
        PersonNode, "created_by", always=True, required=True, description="Who drafted it."
    )
    thread = One(ThreadNode, "thread", description="Where it is discussed.")
    contributors = All(
        ContributorNode, "contributors", order=("created_at", "id"), description="Who did what."
    )
    links = All(LinkNode, "links", order=("position",), description="Where else to look.")
    revisions = Many(
        RevisionNode,
        "revisions",
        order=("-number",),
        description="Its edits, the newest first, as far as you may see them.",
    )
    topics = its_topics()
    territories = its_territories(description="The territories that it speaks of.")
    body_html = Computed(
        graphene.String,
        each(render),
        needs=("body",),
        required=True,
        description="Its text, as HTML that is safe to show.",
    )

    class Meta:
        model = models.Resource
        fields = (
            "title",
            "summary",
            "body",
            "revision",
            "created_at",
            "published_at",
            "archived_at",
        )


FILTERS = {
    "kind": Filter(
        choice(choices.ResourceKind),
        "Only of this kind.",
        lambda rows, kind, _context: rows.filter(kind=kind.value),
    ),
    "kinds": Filter(
        graphene.List(graphene.NonNull(choice(choices.ResourceKind))),
        "Only of one of these kinds.",
        lambda rows, kinds, _context: rows.filter(kind__in=[kind.value for kind in kinds]),
    ),
    "status": Filter(
        choice(choices.ResourceStatus),
        "Only in this state.",
        lambda rows, status, _context: rows.filter(status=status.value),
    ),
    "language": Filter(
        choice(choices.ResourceLanguage),
        "Only what is written in this language.",
        lambda rows, language, _context: rows.filter(language=language.value),
    ),
    "group": by_id(
        GroupNode,
        "Only what this group looks after.",
        lambda rows, group: rows.filter(group=group),
    ),
    "contributor": by_id(
        PersonNode,
        "Only what this person is named for, in whatever role.",
        lambda rows, person: rows.contributed_to_by(person),
    ),
    "year": Filter(
        graphene.Int,
        "Only what was first published in this year.",
        lambda rows, year, _context: rows.published_in(year),
    ),
    "organization": by_id(
        OrganizationNode,
        "Only what credits this organization.",
        lambda rows, organization: rows.crediting(organization),
    ),
    **BY_TOPIC_AND_TERRITORY,
}
ORDERS = Orders(
    "ResourceOrder",
    {
        "NEWEST": Ordered(("-created_at",), "What was begun last."),
        "PUBLISHED": Ordered(("-published_at",), "What was published last; drafts are left out."),
        "TITLE": Ordered(("title",), "By title."),
    },
)


class Query:
    """What one may ask about resources."""

    resource = Single(ResourceNode, description="One resource, by its id.")
    resources = Page(
        ResourceNode,
        filters=FILTERS,
        orders=ORDERS,
        description="The resources you may see, the newest first.",
    )


class Mutation:
    """What one may do with resources."""

    draft_resource = mutation(actions.draft_resource)
    edit_resource = mutation(actions.edit_resource)
    publish_resource = mutation(actions.publish_resource)
    archive_resource = mutation(actions.archive_resource)
    restore_resource = mutation(actions.restore_resource)
    credit_contributor = mutation(actions.credit_contributor)
    uncredit_contributor = mutation(actions.uncredit_contributor)
    set_resource_links = mutation(actions.set_resource_links)
    classify_resource = mutation(actions.classify_resource)
    open_resource_thread = mutation(actions.open_resource_thread)
