"""Resources in the graph: what people write together, its revisions, and who did what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from backend.differences import PieceKind
from backend.graphql.columns import Bound, Column, Compute, Computed, Plain, each
from backend.graphql.context import Context
from backend.graphql.files import Address, file_digest, file_kind, file_name, file_size
from backend.graphql.inputs import choice
from backend.graphql.mutations import mutation
from backend.graphql.nodes import Node
from backend.graphql.relations import All, Filter, Many, One, Page, Single
from backend.markdown import render
from communs.resources import actions, choices, models, queries
from schema.groups import GroupNode
from schema.people import PersonNode
from schema.threads import ThreadNode

DEAR = 1_000  # what comparing two revisions counts as, in objects to load

KINDS = {"SAME": "It stayed.", "REMOVED": "It went.", "ADDED": "It came."}
PieceKindEnum = graphene.Enum.from_enum(
    PieceKind, description=lambda kind: KINDS[kind.name] if kind else (PieceKind.__doc__ or "")
)


class ContributorNode(Node):
    """What one person, or one body without an account, did for a resource."""

    person = One(PersonNode, "person", always=True, description="Who, if they have an account.")
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
    restore_revision = mutation(actions.restore_revision)
    attach_file = mutation(actions.attach_file)
    detach_file = mutation(actions.detach_file)
    open_resource_thread = mutation(actions.open_resource_thread)
