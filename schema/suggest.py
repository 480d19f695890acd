"""Suggestions in the graph: what somebody may mean who is still typing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import graphene

from backend import audiences
from backend.graphql.anything import Subject
from backend.graphql.batched import Batched, Parents, Wanted
from backend.graphql.columns import Bound, Plain
from backend.graphql.context import Context
from backend.search.contract import Query as Question
from backend.search.contract import Suggestion
from backend.search.engines import engine
from backend.search.searching import suggest
from backend.search.suggesting import MOST
from schema.found import Behind, few, still_visible, type_of
from schema.search import SearchSubject
from schema.search_kinds import Kind, SearchKind

USUAL = 8


@dataclass(frozen=True)
class Suggested:
    """A suggestion, as `SearchSuggestion` shows it."""

    suggestion: Suggestion

    @property
    def subject(self) -> tuple[str, UUID]:
        return type_of(self.suggestion.kind), self.suggestion.id

    @property
    def kind(self) -> SearchKind:
        return SearchKind(self.suggestion.kind)

    @property
    def text(self) -> str:
        return self.suggestion.highlight.text

    @property
    def html(self) -> str:
        return self.suggestion.highlight.html


class SearchSuggestion(Bound):
    """Something that may be meant, by its title or name."""

    kind = Plain(Kind, required=True, description="What it is.")
    subject = graphene.Field(SearchSubject, resolver=Subject(), description="The thing itself.")
    text = Plain(graphene.String, required=True, description="Its title or name, plain.")
    html = Plain(
        graphene.String,
        required=True,
        description="The same as HTML that is safe to show, what was typed in `<mark>`.",
    )


class Suggest(Batched):
    """Asks the engine for titles, then the database whether they are still for whoever asks."""

    personal = True
    base = 200  # to look through titles takes a part of what a search does

    def width(self, args: Mapping[str, Any]) -> int:
        return int(args.get("first") or USUAL)

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Sequence[Any]:
        behind = Behind()
        found = suggest(
            engine(),
            Question(
                text=args["prefix"],
                audiences=audiences.held_by(context.actor),
                owner=context.actor.person,
                kinds=frozenset(kind.value for kind in args.get("kinds") or ()),
                first=few(args, usual=USUAL, most=MOST),
            ),
            behind.asked,
        )
        current = behind.as_they_stand(still_visible(found, context))
        shown = [Suggested(each) for each in current]
        return [shown for _parent in parents.values]


class Query:
    """What one may ask while one types."""

    suggest = graphene.Field(
        graphene.List(graphene.NonNull(SearchSuggestion)),
        prefix=graphene.String(
            required=True, description="What was typed so far; the last word may be half typed."
        ),
        kinds=graphene.List(graphene.NonNull(Kind), description="Only these kinds of thing."),
        first=graphene.Int(description=f"At most so many: {USUAL} usually, {MOST} at most."),
        required=True,
        resolver=Suggest(),
        description="What may be meant, by title or name, among all that you may see.",
    )
