"""Facets of a search: by what the hits differ, each value with their number."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from enum import Enum
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

import graphene
from django.utils.translation import gettext_lazy as _

from backend.graphql.batched import Batched, Columns, Parents, Wanted
from backend.graphql.columns import Bound, Plain
from backend.graphql.connections import Part
from backend.graphql.context import Context
from backend.graphql.inputs import choice
from backend.graphql.nodes import Node, seen
from backend.graphql.paging import MOST, USUAL
from backend.rules import Invalid, Limited
from backend.search.fields import FACETS
from backend.statements import done
from backend.written import key_in
from communs.resources.choices import Licence, ResourceLanguage
from schema.found import KEY_ALONE, shown_among
from schema.groups import GroupNode
from schema.organizations import OrganizationNode
from schema.search_kinds import Kind, SearchKind
from schema.territories import TerritoryNode
from schema.topics import TopicNode


class Counted(NamedTuple):
    """A value of a facet: a row, or a plain value."""

    value: Any
    times: int


class Facet(Batched):
    """Gives the values of one facet, the most frequent first."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.needs = (needed(name),)  # so that the search counts it, and only then

    def width(self, args: Mapping[str, Any]) -> int:
        return args.get("first") or USUAL

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Sequence[Any]:
        first = _first(args)
        counted = [found.facets.get(self.name, ()) for found in parents.values]
        return [self.values(counts, first, context, wanted) for counts in counted]

    def values(
        self, counts: Sequence[tuple[str, int]], first: int, context: Context, wanted: Wanted
    ) -> list[Counted]:
        """Give what is counted, as it is shown: the first so many."""
        raise NotImplementedError


class Plainly(Facet):
    """Counts by values that are no rows."""

    def __init__(self, name: str, read: Callable[[str], Any]) -> None:
        super().__init__(name)
        self.read = read

    def values(
        self, counts: Sequence[tuple[str, int]], first: int, context: Context, wanted: Wanted
    ) -> list[Counted]:
        read = ((self.read(value), count) for value, count in counts)
        known = (Counted(value, count) for value, count in read if value is not None)
        return list(islice(known, first))


class ByNode(Facet):
    """Counts by rows: those that whoever asks does not see are not there."""

    personal = True

    def __init__(self, name: str, node: type[Node]) -> None:
        super().__init__(name)
        self.node = node

    def values(
        self, counts: Sequence[tuple[str, int]], first: int, context: Context, wanted: Wanted
    ) -> list[Counted]:
        columns = wanted if isinstance(wanted, tuple) else ()
        values: list[Counted] = []
        at = 0
        while len(values) < first and at < len(counts):  # as many as are shown, not all there are
            some = {key_in(key): count for key, count in counts[at : at + first - len(values)]}
            at += len(some)
            rows = self._rows(some, columns, context)
            values += (Counted(rows[key], count) for key, count in some.items() if key in rows)
        return values

    def _rows(
        self, keys: Collection[UUID], columns: Columns, context: Context
    ) -> Mapping[UUID, tuple[Any, ...]]:
        if KEY_ALONE.issuperset(columns):
            shown = shown_among(self.node._meta.name, keys, context)
            return {key: (key,) * len(columns) for key in shown}
        return done(seen(self.node._meta.model, context, keys, columns))


def needed(name: str) -> str:
    """Name what a search is asked besides its hits, as columns are named."""
    return f"facet:{name}"


def facets_in(wanted: Wanted) -> tuple[str, ...]:
    """Give the facets that a document asks for."""
    return tuple(name for name in FACETS if needed(name) in wanted)


def _first(args: Mapping[str, Any]) -> int:
    first: int | None = args.get("first")
    if first is None:
        return USUAL
    if first < 0:
        raise Invalid(_("A number of items cannot be negative."), field="first")
    if first > MOST:
        reason = _("At most %(most)d items at a time; %(size)d were asked for.")
        raise Limited(reason % {"most": MOST, "size": first}, field="first")
    return first


def _counting(what: str, value: graphene.Field) -> Any:
    """Make the type of a facet's values."""
    count = Plain(graphene.Int, name="times", required=True, description="How many hits have it.")
    described = {"__doc__": "A value that hits have, and how many of them."}
    return type(f"Search{what}Count", (Bound,), {**described, "value": value, "count": count})


def _member(of: type[Enum]) -> Callable[[str], Enum | None]:
    """Read a member by its value; what an index knows and the graph does not is not shown."""
    known = {member.value: member for member in of}
    return known.get


def _plainly(name: str, kind: Any, read: Callable[[str], Any]) -> graphene.Field:
    value = Plain(kind, required=True, description="The value.")
    return _facet(_counting(name.title(), value), Plainly(name, read))


def _by_node(name: str, node: type[Node]) -> graphene.Field:
    shown = Part(lambda counted: counted.value)
    value = graphene.Field(node, required=True, resolver=shown, description="The value.")
    return _facet(_counting(name.title(), value), ByNode(name, node))


def _facet(kind: Any, facet: Facet) -> graphene.Field:
    return graphene.Field(
        graphene.List(graphene.NonNull(kind)),
        required=True,
        first=graphene.Int(description="At most so many values, 100 at most; 20 unless said."),
        resolver=facet,
        description=DESCRIPTIONS[facet.name],
    )


DESCRIPTIONS = {
    "kind": "What they are.",
    "topic": "What they are about: a topic counts what is about its subtopics too.",
    "territory": "Where they are: a territory counts what is in those that lie inside it too.",
    "group": "Which group they belong to.",
    "organization": "Which organizations have a part in them.",
    "language": "In which language they are written.",
    "licence": "Under which licence they are.",
    "year": "Of which year they are.",
}


class SearchFacets(Bound):
    """By what all the hits differ, the most frequent first; each counts as if not narrowed by it.

    Only what is asked for is counted.
    """

    kind = _plainly("kind", Kind, _member(SearchKind))
    topic = _by_node("topic", TopicNode)
    territory = _by_node("territory", TerritoryNode)
    group = _by_node("group", GroupNode)
    organization = _by_node("organization", OrganizationNode)
    language = _plainly("language", choice(ResourceLanguage), _member(ResourceLanguage))
    licence = _plainly("licence", choice(Licence), _member(Licence))
    year = _plainly("year", graphene.Int, int)
