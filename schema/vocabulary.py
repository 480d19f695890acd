"""The vocabulary in the graph: what search takes for the same, and who says so."""

from __future__ import annotations

from collections.abc import Sequence

import graphene

from backend.graphql.columns import Column, Computed
from backend.graphql.context import Context
from backend.graphql.mutations import mutation
from backend.graphql.nodes import Node
from backend.graphql.relations import Filter, Page, Single
from communs.vocabulary import actions, models


def for_moderators(context: Context, notes: Sequence[str]) -> Sequence[str | None]:
    """Show what the network's moderators tell one another."""
    return notes if context.actor.is_moderator else [None] * len(notes)


class SynonymSetNode(Node):
    """Expressions that mean the same to this network: who searches for one finds the others."""

    expressions = Column(
        graphene.List(graphene.NonNull(graphene.String)),
        "expressions",
        required=True,
        description="What means the same: 2 to 12 expressions.",
    )
    note = Computed(
        graphene.String,
        for_moderators,
        needs=("note",),
        personal=True,
        description="Why they do: for the network's moderators.",
    )

    class Meta:
        model = models.SynonymSet
        fields = ("created_at",)


class Query:
    """What one may ask about the vocabulary."""

    synonym_set = Single(SynonymSetNode, description="One set of synonyms, by its id.")
    synonyms = Page(
        SynonymSetNode,
        order=("-created_at",),
        filters={
            "expression": Filter(
                graphene.String,
                "Only those that have an expression with a word beginning so.",
                lambda rows, expression, _context: rows.saying(expression),
            )
        },
        description="All that search takes for the same, the last one first.",
    )


class Mutation:
    """What the network's moderators may do with the vocabulary."""

    add_synonyms = mutation(actions.add_synonyms)
    edit_synonyms = mutation(actions.edit_synonyms)
    remove_synonyms = mutation(actions.remove_synonyms)
