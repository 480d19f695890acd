"""Resources in the graph: what people write together, its revisions, and who did what."""

from __future__ import annotations

import graphene

from backend.graphql.columns import Column, Computed, each
from backend.graphql.inputs import choice
from backend.graphql.mutations import mutation
from backend.graphql.narrowing import by_id
from backend.graphql.nodes import Node
from backend.graphql.relations import All, Filter, Many, One, Page, Single
from backend.markdown import render
from communs.resources import actions, choices, models
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


class Query:
    """What one may ask about resources."""

    resource = Single(ResourceNode, description="One resource, by its id.")
    resources = Page(
        ResourceNode,
        order=("-created_at",),
        filters={
            "kind": Filter(
                choice(choices.ResourceKind),
                "Only of this kind.",
                lambda rows, kind, _context: rows.filter(kind=kind.value),
            ),
            "status": Filter(
                choice(choices.ResourceStatus),
                "Only in this state.",
                lambda rows, status, _context: rows.filter(status=status.value),
            ),
            "organization": by_id(
                OrganizationNode,
                "Only those that credit this organization.",
                lambda rows, organization: rows.crediting(organization),
            ),
        },
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
    open_resource_thread = mutation(actions.open_resource_thread)
