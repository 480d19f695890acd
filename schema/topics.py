"""Topics in the graph: the 17 goals, and the network's own words in a tree."""

from __future__ import annotations

from collections.abc import Sequence

import graphene
from django.utils.translation import get_language

from backend.graphql.columns import Column, Computed
from backend.graphql.context import Context
from backend.graphql.inputs import choice
from backend.graphql.mutations import mutation
from backend.graphql.narrowing import Filter, by_id
from backend.graphql.nodes import Node
from backend.graphql.relations import Many, One, Page, Single
from communs.topics import actions, models


def in_reading_language(
    _context: Context, french: Sequence[str], english: Sequence[str]
) -> list[str]:
    """Name topics in the language of whoever reads; in French where there is no other name."""
    reads_french = (get_language() or "fr").startswith("fr")
    return [fr if reads_french else en or fr for fr, en in zip(french, english, strict=True)]


class TopicNode(Node):
    """What something is about: a goal of the United Nations, or a word of the network's own."""

    kind = Column(choice(models.TopicKind), "kind", required=True)
    name = Computed(
        graphene.String,
        in_reading_language,
        needs=("name_fr", "name_en"),
        personal=True,
        required=True,
        description="Its name in the language of the request; French where it has no other.",
    )
    synonyms = Column(
        graphene.List(graphene.NonNull(graphene.String)),
        "synonyms",
        required=True,
        description="Other words for it, by which it is found too.",
    )
    parent = One("Topic", "parent", description="The topic that it is a part of.")
    children = Many(
        "Topic", "children", order=("place", "name_fr"), description="The topics within it."
    )

    class Meta:
        model = models.Topic
        fields = ("number", "name_fr", "name_en", "colour", "created_at", "archived_at")


class Query:
    """What one may ask about topics."""

    topic = Single(TopicNode, description="One topic, by its id.")
    topics = Page(
        TopicNode,
        order=("place", "name_fr"),
        filters={
            "name": Filter(
                graphene.String,
                "Only those that have a word beginning so in one of their names or synonyms.",
                lambda rows, name, _context: rows.named(name),
            ),
            "kind": Filter(
                choice(models.TopicKind),
                "Only of this kind.",
                lambda rows, kind, _context: rows.filter(kind=kind.value),
                steady=True,
            ),
            "within": by_id(
                TopicNode,
                "Only this topic and its subtopics, at whatever depth.",
                lambda rows, topic: rows.under(topic),
            ),
            "top": Filter(
                graphene.Boolean,
                "Only those that are part of no other (true), or that are (false).",
                lambda rows, top, _context: rows.filter(parent__isnull=top),
                steady=True,
            ),
            "archived": Filter(
                graphene.Boolean,
                "Only those that are archived (true), or that are in use (false).",
                lambda rows, archived, _context: rows.filter(archived_at__isnull=not archived),
                steady=True,
            ),
        },
        description="The topics: the goals by number, then the network's own by name.",
    )


class Mutation:
    """What the network's moderators may do with topics."""

    create_topic = mutation(actions.create_topic)
    edit_topic = mutation(actions.edit_topic)
    archive_topic = mutation(actions.archive_topic)
    restore_topic = mutation(actions.restore_topic)
