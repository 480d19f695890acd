"""Territories in the graph: official places, and what they lie in."""

from __future__ import annotations

import graphene

from backend.graphql.columns import Column
from backend.graphql.inputs import choice
from backend.graphql.links import Linked
from backend.graphql.narrowing import Filter, by_id
from backend.graphql.nodes import Node
from backend.graphql.relations import Page, Single
from communs.territories import models


class TerritoryNode(Node):
    """A place that has an official code: the country, or a part of it."""

    kind = Column(choice(models.TerritoryKind), "kind", required=True)
    parents = Linked(
        "Territory",
        ("outwards", "outer"),
        order=("kind", "folded", "id"),
        only={"is_direct": True},
        description="What it lies in, directly: of a commune, its department and its EPCI.",
    )

    class Meta:
        model = models.Territory
        fields = ("name", "code", "ended_at")


class Query:
    """What one may ask about territories."""

    territory = Single(TerritoryNode, description="One territory, by its id.")
    territories = Page(
        TerritoryNode,
        order=("folded",),
        filters={
            "name": Filter(
                graphene.String,
                "Only those whose name, or a word of it, begins so; accents, capitals and hyphens"
                " do not matter, and names that begin so come first.",
                lambda rows, name, _context: rows.named(name),
                leads=("rank",),
            ),
            "code": Filter(
                graphene.String,
                "Only those of this official code: a region and a department may share one.",
                lambda rows, code, _context: rows.coded(code),
            ),
            "kind": Filter(
                choice(models.TerritoryKind),
                "Only of this kind.",
                lambda rows, kind, _context: rows.filter(kind=kind.value),
                steady=True,
            ),
            "within": by_id(
                TerritoryNode,
                "Only this territory, and what lies inside it.",
                lambda rows, territory: rows.within(territory),
            ),
            "ended": Filter(
                graphene.Boolean,
                "Only those that official lists know no more (true), or that they know (false).",
                lambda rows, ended, _context: rows.filter(ended_at__isnull=not ended),
                steady=True,
            ),
        },
        description="The official territories, by name.",
    )


class Mutation:
    """What one may do with territories: nothing, they are given."""
