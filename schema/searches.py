"""Saved searches in the graph: what you look for again and again, and what it found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum
from functools import partial
from typing import Any

import graphene
import orjson
from django.conf import settings
from django.utils.module_loading import import_string
from graphene.utils.str_converters import to_camel_case
from graphql import GraphQLError, GraphQLInputType
from graphql.utilities import coerce_input_value

from backend.graphql.anything import Named, load_any
from backend.graphql.batched import Batched, Parents, Wanted
from backend.graphql.columns import Computed, each
from backend.graphql.connections import Page
from backend.graphql.context import Context
from backend.graphql.inputs import OWN, Own
from backend.graphql.mutations import mutation
from backend.graphql.nodes import Node
from backend.graphql.paging import Slice
from backend.graphql.relations import Many, Single
from backend.rules import Actor, Invalid
from backend.search.asking import typed
from backend.search.contract import Query as Question
from communs.searches import actions, models
from communs.searches.asked import NOTHING, Asked, check, unless_refused
from schema.search import Around, Search, SearchHitConnection, SearchSubject
from schema.search_asking import Asked as AskedFor
from schema.search_asking import asked as asked_by
from schema.search_asking import narrowing_arguments
from schema.search_facets import facets_in
from schema.search_kinds import KINDS, Kind, SearchKind

KEPT = ("query", "kinds", "filters")  # of the arguments of `search`

SearchArguments = type(
    "SearchArguments",
    (graphene.InputObjectType,),
    {"__doc__": "What is looked for, as `search` is asked."}
    | {name: kind for name, kind in narrowing_arguments().items() if name in KEPT},
)


def as_data(given: Any) -> Any:
    """Give arguments as the client may write them in JSON."""
    if isinstance(given, Mapping):
        return {to_camel_case(name): as_data(value) for name, value in given.items()}
    if isinstance(given, list | tuple):
        return [as_data(value) for value in given]
    if isinstance(given, Enum):
        return given.name
    if isinstance(given, str):
        return typed(given)
    return given.isoformat() if isinstance(given, datetime) else given


OWN[Asked] = Own(SearchArguments, lambda given: Asked(as_data(given)))


def arguments(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Read kept arguments as if a client had sent them now."""
    schema = import_string(settings.DOCUMENTS).schema
    kind: GraphQLInputType = schema.type_map["SearchArguments"]
    try:
        return dict(coerce_input_value(kept, kind))
    except GraphQLError as error:  # a value that the graph knew when it was saved
        raise Invalid(error.message, field="search") from error


def question_of(actor: Actor, kept: Mapping[str, Any]) -> Question:
    """Make of a saved search the question of somebody."""
    return asked_by(arguments(kept), Context(actor)).question


def filters_of(kept: Mapping[str, Any]) -> str | None:
    """Give what narrows a saved search, as JSON."""
    return orjson.dumps(kept["filters"]).decode() if kept.get("filters") else None


def _kinds_of(kept: Mapping[str, Any]) -> list[SearchKind]:
    """Give the kinds of a saved search, those that the graph still knows."""
    known = SearchKind.__members__
    return [known[name] for name in kept.get("kinds") or () if name in known]


class SearchAgain(Search):
    """Asks each saved search as it is asked by hand; what is none any more finds nothing."""

    needs = ("asked",)

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Sequence[Any]:
        Slice.of(args)  # what is wrong with the page is told, whatever becomes of the search
        nothing = Page([], Around(NOTHING, 0, args.get("after") is None, None, None))
        facets = facets_in(wanted)

        def looked_for(kept: Mapping[str, Any]) -> AskedFor:
            asked = asked_by({**args, **arguments(kept)}, context, facets)
            check(asked.question)
            return asked

        read = [unless_refused(partial(looked_for, kept)) for kept in parents.column("asked")]
        return [self.page(each, context) if each else nothing for each in read]


class FoundSubject(Batched):
    """Follows a kind and a key to what was found."""

    personal = True
    needs = ("source", "document")

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Sequence[Any]:
        kinds, keys = (parents.column(name) for name in self.needs)
        named: list[Named] = [
            (KINDS[kind]._meta.name, key) for kind, key in zip(kinds, keys, strict=True)
        ]
        found = load_any(named, context, wanted)
        return [found.get(each) for each in named]


def found_kind() -> Computed:
    """Make the field that says what was found."""
    said = "What was found."
    return Computed(Kind, each(SearchKind), needs=("source",), required=True, description=said)


def found_subject() -> graphene.Field:
    """Make the field that shows what was found."""
    return graphene.Field(SearchSubject, resolver=FoundSubject(), description="The thing itself.")


class SavedSearchHitNode(Node):
    """Something that a saved search has found since it was saved."""

    kind = found_kind()
    subject = found_subject()

    class Meta:
        model = models.SavedSearchHit
        fields = ("found_at", "seen_at")


class SavedSearchNode(Node):
    """What you look for again and again: nobody else sees it."""

    query = Computed(
        graphene.String,
        each(lambda asked: asked["query"]),
        needs=("asked",),
        required=True,
        description="Its words.",
    )
    kinds = Computed(
        graphene.List(graphene.NonNull(Kind)),
        each(_kinds_of),
        needs=("asked",),
        required=True,
        description="The kinds of thing that it is narrowed to; none: all.",
    )
    filters = Computed(
        graphene.String,
        each(filters_of),
        needs=("asked",),
        description="What narrows it besides, as the JSON of `SearchFilters`; null: nothing.",
    )
    search = graphene.Field(
        lambda: SearchHitConnection,
        first=graphene.Int(description="At most so many, 100 at most."),
        after=graphene.String(description="Only what comes after this cursor."),
        required=True,
        resolver=SearchAgain(),
        description="What it finds now, the best first.",
    )
    new_hits = Many(
        SavedSearchHitNode,
        "hits",
        order=("-found_at",),
        only=lambda rows, _context: rows.unseen(),
        description="What it has found since you last looked (`seeNewHits`), the last one first.",
    )

    class Meta:
        model = models.SavedSearch
        fields = ("name", "created_at", "muted_at")


class Query:
    """What one may ask about saved searches."""

    saved_search = Single(SavedSearchNode, description="One of your saved searches, by its id.")


class Mutation:
    """What one may do with saved searches."""

    save_search = mutation(actions.save_search)
    rename_saved_search = mutation(actions.rename_saved_search)
    mute_saved_search = mutation(actions.mute_saved_search)
    unmute_saved_search = mutation(actions.unmute_saved_search)
    see_new_hits = mutation(actions.see_new_hits)
    remove_saved_search = mutation(actions.remove_saved_search)
