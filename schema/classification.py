"""Topics and territories of whatever carries them: the fields, and the filters by them."""

from __future__ import annotations

from collections.abc import Callable

from backend.graphql.context import Context
from backend.graphql.links import Linked
from backend.graphql.narrowing import by_id
from communs.classification import queries
from schema.territories import TerritoryNode
from schema.topics import TopicNode

Shown = Callable[[Context], bool]

BY_TOPIC_AND_TERRITORY = {
    "topic": by_id(
        TopicNode, "Only what carries this topic, or one of its subtopics.", queries.about
    ),
    "territory": by_id(
        TerritoryNode,
        "Only what carries this territory, or one that lies inside it.",
        queries.located_in,
    ),
}


def its_topics(shown: Shown = lambda _context: True, description: str = "") -> Linked:
    """Make the field of the topics that a thing carries."""
    return Linked(
        TopicNode,
        "topics",
        order=("place", "name_fr", "id"),
        shown=shown,
        description=description or "What it is about.",
    )


def its_territories(shown: Shown = lambda _context: True, description: str = "") -> Linked:
    """Make the field of the territories that a thing carries."""
    return Linked(
        TerritoryNode,
        "territories",
        order=("folded", "id"),
        shown=shown,
        description=description or "Where it takes place.",
    )
