"""Search in the graph: what is found among all that you may see, and where it matched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import graphene

from backend.graphql.anything import Subject, load_any
from backend.graphql.batched import Batched, Parents, Record, Typed, Wanted
from backend.graphql.columns import Bound, Plain
from backend.graphql.connections import Leaf, Page, Part, connection_with
from backend.graphql.context import Context
from backend.graphql.nodes import NODES
from backend.search.contract import Found, Hit
from backend.search.contract import Query as Question
from backend.search.engines import engine
from backend.search.searching import search
from backend.search.sought import Reader
from schema.found import KEY_ALONE, Behind, still_visible, there
from schema.search_asking import Asked, asked, narrowing_arguments
from schema.search_facets import SearchFacets, facets_in
from schema.search_kinds import KINDS, Kind, SearchKind


@dataclass(frozen=True)
class Shown:
    """A hit, as `SearchHit` shows it."""

    hit: Hit

    @property
    def subject(self) -> tuple[str, UUID]:
        return KINDS[self.hit.kind]._meta.name, self.hit.id

    @property
    def kind(self) -> SearchKind:
        return SearchKind(self.hit.kind)

    @property
    def number(self) -> int | None:
        number = self.hit.link.get("number")
        return int(number) if number else None

    @property
    def field(self) -> str:
        return self.hit.highlight.field

    @property
    def text(self) -> str:
        return self.hit.highlight.text

    @property
    def html(self) -> str:
        return self.hit.highlight.html

    @property
    def is_loose(self) -> bool:
        return self.hit.is_loose


class SearchSubject(graphene.Union):
    """Anything that can be found."""

    class Meta:
        types = tuple(KINDS.values())

    @classmethod
    def resolve_type(cls, instance: Record, _info: Any) -> Any:
        return NODES[instance.type_name]


class Subjects(Subject):
    """Follows hits to what they are about. Only what is visible is a hit: its key needs no look."""

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Sequence[Any]:
        if not isinstance(wanted, Mapping):
            return super().batch(parents, args, context, wanted)
        named = [hit.subject for hit in parents.values]
        bare = {name: columns for name, columns in wanted.items() if KEY_ALONE.issuperset(columns)}
        others = load_any((each for each in named if each[0] not in bare), context, wanted)
        return [
            Typed(name, (key,) * len(bare[name])) if name in bare else others.get((name, key))
            for name, key in named
        ]


class SearchHit(Bound):
    """One thing found, and where it matched."""

    kind = Plain(Kind, required=True, description="What was found.")
    subject = graphene.Field(SearchSubject, resolver=Subjects(), description="The thing itself.")
    field = Plain(
        graphene.String,
        required=True,
        description="Where it matched: title, summary, body or attachments.",
    )
    text = Plain(graphene.String, required=True, description="The piece that matched, plain.")
    html = Plain(
        graphene.String,
        required=True,
        description="The piece that matched as HTML that is safe to show, with `<mark>`.",
    )
    number = Plain(
        graphene.Int,
        description=(
            "Of a message: its number, to open its thread there; of a poll, its message's."
        ),
    )
    is_loose = Plain(
        graphene.Boolean,
        required=True,
        description="Whether it lacks some of the words: such hits come last and are not counted.",
    )


@dataclass(frozen=True)
class Around:
    """What lies around a page of hits."""

    found: Found
    hidden: int  # of the counted: what the index still had, and the database no longer shows
    is_first: bool
    did_you_mean: str | None
    as_of: datetime | None

    def counts(self) -> Mapping[Any, int]:
        return {None: self.found.total - self.hidden}

    def beginnings(self) -> Mapping[Any, bool]:
        return {None: not self.is_first}

    def ends(self) -> Mapping[Any, bool]:
        return {None: self.found.has_next}


@dataclass
class Gone(Behind):
    """Tells what an index still has that is gone for whoever asks, and how old the index is."""

    context: Context

    def asked(self, reader: Reader, question: Question) -> Question:
        """Ask for nothing that is gone, and learn no word from what was touched."""
        super().asked(reader, question)
        known = {key for key in self.lag.keys if key.kind in KINDS}
        shown = there(known, self.context)
        gone = frozenset(key for key in known if key.id not in shown[key.kind])
        return replace(question, without=gone, unsure=frozenset(self.lag.keys))


class Search(Batched):
    """Asks the engine, then the database whether what was found still is for whoever asks."""

    personal = True
    base = 1_000  # to look through an index takes as long as to load so many objects

    def width(self, args: Mapping[str, Any]) -> int:
        return int(args.get("first") or 20)

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Sequence[Any]:
        page = self.page(asked(args, context, facets_in(wanted)), context)
        return [page for _parent in parents.values]

    def page(self, looked_for: Asked, context: Context) -> Page:
        """Give the page that was asked for."""
        gone = Gone(context)
        found = search(engine(), looked_for.question, gone.asked)
        shown = gone.as_they_stand(still_visible(found.hits, context))
        is_first = looked_for.question.after is None
        meant = looked_for.again(found.did_you_mean)
        hidden = _counted(found.hits) - _counted(shown)
        as_of = gone.lag.as_of(found.reached)
        around = Around(found, hidden, is_first, meant, as_of)
        return Page([Shown(hit) for hit in shown], around, None, lambda shown: shown.hit.cursor)


SearchHitConnection = connection_with(
    SearchHit,
    {
        "facets": graphene.Field(
            SearchFacets,
            required=True,
            resolver=Part(lambda page: page.source.found),
            description="By what the hits that have all the words differ.",
        ),
        "did_you_mean": graphene.Field(
            graphene.String,
            resolver=Leaf(lambda page: page.source.did_you_mean),
            description="What may have been meant, where a word was mistyped: its hits are these.",
        ),
        "is_loose": graphene.Field(
            graphene.Boolean,
            required=True,
            resolver=Leaf(lambda page: page.source.found.is_loose),
            description="Whether nothing has all the words: these have most of them.",
        ),
        "as_of": graphene.Field(
            graphene.DateTime,
            resolver=Leaf(lambda page: page.source.as_of),
            description=(
                "Where search is behind: what was written before this moment is found, what was"
                " written later perhaps not yet. Null when all of it is."
            ),
        ),
    },
)


class Query:
    """What one may look for."""

    search = graphene.Field(
        SearchHitConnection,
        **narrowing_arguments(),
        first=graphene.Int(description="At most so many, 100 at most."),
        after=graphene.String(description="Only what comes after this cursor."),
        required=True,
        resolver=Search(),
        description="What is found among all that you may see, the best first.",
    )


def _counted(hits: Iterable[Hit]) -> int:
    """Count those that the total counts."""
    return sum(not hit.is_loose for hit in hits)
