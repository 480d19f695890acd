"""Collections in the graph: resources in an order, for others to walk through."""

from __future__ import annotations

from typing import Any

import graphene

from backend.graphql.columns import Computed, each
from backend.graphql.context import Context
from backend.graphql.ids import from_global_id
from backend.graphql.mutations import mutation
from backend.graphql.nodes import Node
from backend.graphql.relations import Filter, Many, One, Page, Single
from backend.markdown import render
from communs.collections import actions, models
from schema.groups import GroupNode
from schema.people import PersonNode
from schema.resources import ResourceNode


class CollectionEntryNode(Node):
    """A resource at its place in a collection."""

    collection = One("Collection", "collection", required=True, description="What it is part of.")
    resource = One(ResourceNode, "resource", required=True, description="What stands here.")
    added_by = One(
        PersonNode, "added_by", always=True, required=True, description="Who put it here."
    )
    note_html = Computed(
        graphene.String,
        each(render),
        needs=("note",),
        required=True,
        description="Why it is here, as HTML that is safe to show.",
    )

    class Meta:
        model = models.CollectionEntry
        fields = ("note", "created_at")


class CollectionNode(Node):
    """Resources that a group put in an order, for others to walk through."""

    group = One(GroupNode, "group", description="The group that looks after it.")
    created_by = One(
        PersonNode, "created_by", always=True, required=True, description="Who started it."
    )
    entries = Many(
        CollectionEntryNode,
        "entries",
        order=("place",),
        first=50,
        description="What is in it, in its order, as far as you may see it.",
    )
    description_html = Computed(
        graphene.String,
        each(render),
        needs=("description",),
        required=True,
        description="How to walk through it, as HTML that is safe to show.",
    )

    class Meta:
        model = models.Collection
        fields = ("title", "summary", "description", "revision", "created_at")


def of_group(rows: Any, group: str, context: Context) -> Any:
    """Keep those of a group that whoever asks may know of: of any other, there are none."""
    named = from_global_id(group)
    if named is None or named[0] != "Group":
        return rows.none()
    return rows.filter(group__in=GroupNode.visible(context).filter(pk=named[1]).values("pk"))


class Query:
    """What one may ask about collections."""

    collection = Single(CollectionNode, description="One collection, by its id.")
    collections = Page(
        CollectionNode,
        order=("-created_at",),
        filters={"group": Filter(graphene.ID, "Only those of this group.", of_group)},
        description="The collections you may see, the newest first.",
    )


class Mutation:
    """What one may do with collections."""

    start_collection = mutation(actions.start_collection)
    edit_collection = mutation(actions.edit_collection)
    remove_collection = mutation(actions.remove_collection)
    add_to_collection = mutation(actions.add_to_collection)
    move_in_collection = mutation(actions.move_in_collection)
    annotate_in_collection = mutation(actions.annotate_in_collection)
    remove_from_collection = mutation(actions.remove_from_collection)
