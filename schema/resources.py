"""Resources in the graph: what people write together, its revisions, and who did what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from backend.differences import PieceKind
from backend.graphql.columns import Bound, Column, Compute, Computed, Plain, each
from backend.graphql.context import Context
from backend.graphql.files import (
    Address,
    file_digest,
    file_kind,
    file_name,
    file_size,
    file_text_state,
)
from backend.graphql.inputs import choice
from backend.graphql.mutations import mutation
from backend.graphql.narrowing import Ordered, by_id
from backend.graphql.nodes import Node
from backend.graphql.relations import All, Filter, Many, One, Orders, Page, Single
from backend.markdown import render
from communs.resources import actions, choices, models, queries
from schema.classification import BY_TOPIC_AND_TERRITORY, its_territories, its_topics
from schema.groups import GroupNode
from schema.organizations import OrganizationNode
from schema.people import PersonNode
from schema.related import Related
from schema.threads import ThreadNode

DEAR = 1_000  # what comparing two revisions counts as, in objects to load

KINDS = {"SAME": "It stayed.", "REMOVED": "It went.", "ADDED": "It came."}
PieceKindEnum = graphene.Enum.from_enum(
    PieceKind, description=lambda kind: KINDS[kind.name] if kind else (PieceKind.__doc__ or "")
)


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


class AttachmentNode(Node):
    """A file that belongs to a resource."""

    attached_by = One(
        PersonNode, "attached_by", always=True, required=True, description="Who attached it."
    )
    name = file_name("file")
    kind = file_kind("file")
    size = file_size("file")
    sha256 = file_digest("file")
    text_state = file_text_state("file")
    url = Address(
        "file",
        required=True,
        description="Where it is downloaded, from the root of this server.",
    )

    class Meta:
        model = models.Attachment
        fields = ("label", "created_at")


class TextPiece(Bound):
    """A run of text that stayed, went or came."""

    kind = Plain(PieceKindEnum, required=True, description="What became of it.")
    text = Plain(graphene.String, required=True, description="The text itself.")


def pieces(description: str) -> Plain:
    """Make the field of a text, piece by piece."""
    return Plain(graphene.List(graphene.NonNull(TextPiece)), required=True, description=description)


class ResourceDifference(Bound):
    """What differs between two revisions, in words: each text whole, piece by piece."""

    title = pieces("What differs in the title.")
    summary = pieces("What differs in the summary.")
    body = pieces("What differs in the text.")


class Compare(Compute):
    """Compares two revisions; it takes time, so an operation may ask for it a few times only."""

    def __init__(self) -> None:
        super().__init__(compared, ("id",), personal=True)

    def width(self, args: Mapping[str, Any]) -> int:
        return DEAR


def compared(
    context: Context, resources: Sequence[Any], *, from_: int, to: int
) -> Sequence[queries.Difference | None]:
    """Compare the same two revisions of all the resources."""
    return queries.differences(context.actor, resources, from_, to)


class RevisionNode(Node):
    """A resource as it stood after one edit."""

    author = One(PersonNode, "author", always=True, required=True, description="Who edited.")

    class Meta:
        model = models.Revision
        fields = ("number", "message", "restores", "title", "summary", "body", "created_at")


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
    attachments = All(
        AttachmentNode, "attachments", order=("position",), description="Its files, in order."
    )
    revisions = Many(
        RevisionNode,
        "revisions",
        order=("-number",),
        description="Its edits, the newest first, as far as you may see them.",
    )
    collections = Many(
        "Collection",
        ("id", "entries__resource"),
        order=("-created_at",),
        description="The collections it stands in, as far as you may see them.",
    )
    difference = graphene.Field(
        ResourceDifference,
        from_=graphene.Argument(
            graphene.Int, name="from", required=True, description="The number of one revision."
        ),
        to=graphene.Int(required=True, description="The number of another, mostly a later one."),
        resolver=Compare(),
        description="What differs between two revisions; null unless you see them both.",
    )
    related = graphene.Field(
        lambda: graphene.List(graphene.NonNull(ResourceNode)),
        first=graphene.Int(description="At most so many: 5 usually, 20 at most."),
        resolver=Related("resource"),
        description="Other published ones that share its words and topics, the nearest first.",
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
        steady=True,
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
        steady=True,
    ),
    "language": Filter(
        choice(choices.ResourceLanguage),
        "Only what is written in this language.",
        lambda rows, language, _context: rows.filter(language=language.value),
        steady=True,
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
    restore_revision = mutation(actions.restore_revision)
    attach_file = mutation(actions.attach_file)
    detach_file = mutation(actions.detach_file)
    classify_resource = mutation(actions.classify_resource)
    open_resource_thread = mutation(actions.open_resource_thread)
