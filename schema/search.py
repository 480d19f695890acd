"""Search in the graph: what is found among all that you may see, and where it matched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any
from uuid import UUID

import graphene

from backend import audiences
from backend.graphql.anything import Subject
from backend.graphql.batched import Batched, Parents, Record, Wanted
from backend.graphql.columns import Bound, Plain
from backend.graphql.connections import Page, connection_of
from backend.graphql.context import Context
from backend.graphql.ids import key_of
from backend.graphql.inputs import choice
from backend.graphql.nodes import NODES
from backend.graphql.paging import Slice
from backend.search.contract import Found, Hit
from backend.search.contract import Query as Question
from backend.search.engines import engine
from backend.search.searching import search
from communs.events.choices import EventKind
from communs.resources.choices import ResourceKind, ResourceLanguage
from schema.collections import CollectionNode
from schema.cycles import CycleNode
from schema.events import EventNode
from schema.found import still_visible
from schema.groups import GroupNode
from schema.messages import MessageNode
from schema.organizations import OrganizationNode
from schema.people import PersonNode
from schema.polls import PollNode
from schema.resources import ResourceNode
from schema.threads import ThreadNode


class SearchKind(Enum):
    """What can be found."""

    RESOURCE = "resource"
    GROUP = "group"
    EVENT = "event"
    CYCLE = "cycle"
    THREAD = "thread"
    MESSAGE = "message"
    POLL = "poll"
    PERSON = "person"
    COLLECTION = "collection"
    ORGANIZATION = "organization"


KINDS = {
    "resource": ResourceNode,
    "group": GroupNode,
    "event": EventNode,
    "cycle": CycleNode,
    "thread": ThreadNode,
    "message": MessageNode,
    "poll": PollNode,
    "person": PersonNode,
    "collection": CollectionNode,
    "organization": OrganizationNode,
}

Kind = graphene.Enum.from_enum(
    SearchKind,
    description=lambda kind: f"A {kind.value}." if kind else (SearchKind.__doc__ or ""),
)


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


class SearchSubject(graphene.Union):
    """Anything that can be found."""

    class Meta:
        types = tuple(KINDS.values())

    @classmethod
    def resolve_type(cls, instance: Record, _info: Any) -> Any:
        return NODES[instance.type_name]


class SearchHit(Bound):
    """One thing found, and where it matched."""

    kind = Plain(Kind, required=True, description="What was found.")
    subject = graphene.Field(SearchSubject, resolver=Subject(), description="The thing itself.")
    field = Plain(
        graphene.String, required=True, description="Where it matched: title, summary or body."
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


class SearchFilters(graphene.InputObjectType):
    """What narrows a search; each given one must hold."""

    group = graphene.ID(description="Only what belongs to this group.")
    author = graphene.ID(description="Only what this person wrote or worked on.")
    resource_kind = graphene.List(
        graphene.NonNull(choice(ResourceKind)), description="Only resources of these kinds."
    )
    event_kind = graphene.List(
        graphene.NonNull(choice(EventKind)), description="Only events of these kinds."
    )
    language = graphene.List(
        graphene.NonNull(choice(ResourceLanguage)), description="Only what is in these languages."
    )


@dataclass(frozen=True)
class Around:
    """What lies around a page of hits."""

    found: Found
    hidden: int  # hits that the index still had, and the database no longer shows
    is_first: bool

    def counts(self) -> Mapping[Any, int]:
        return {None: self.found.total - self.hidden}

    def beginnings(self) -> Mapping[Any, bool]:
        return {None: not self.is_first}

    def ends(self) -> Mapping[Any, bool]:
        return {None: self.found.has_next}


class Search(Batched):
    """Asks the engine, then the database whether what was found still is for whoever asks."""

    personal = True
    base = 1_000  # to look through an index takes as long as to load so many objects

    def width(self, args: Mapping[str, Any]) -> int:
        return int(args.get("first") or 20)

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Sequence[Any]:
        asked = Slice.of(args)
        found = search(
            engine(),
            Question(
                text=args["query"],
                audiences=audiences.held_by(context.actor),
                owner=context.actor.person,
                kinds=frozenset(kind.value for kind in args.get("kinds") or ()),
                filters=_filters(args.get("filters") or {}, context),
                first=asked.size,
                after=asked.after,
            ),
        )
        shown = still_visible(found.hits, context)
        around = Around(found, len(found.hits) - len(shown), asked.after is None)
        page = Page([Shown(hit) for hit in shown], around, None, lambda shown: shown.hit.cursor)
        return [page for _parent in parents.values]


class Query:
    """What one may look for."""

    search = graphene.Field(
        lambda: connection_of(SearchHit),
        query=graphene.String(
            required=True, description='Words, "a phrase", -without; accents do not matter.'
        ),
        kinds=graphene.List(graphene.NonNull(Kind), description="Only these kinds of thing."),
        filters=SearchFilters(description="What narrows the search."),
        first=graphene.Int(description="At most so many, 100 at most."),
        after=graphene.String(description="Only what comes after this cursor."),
        required=True,
        resolver=Search(),
        description="What is found among all that you may see, the best first.",
    )


def _filters(given: Mapping[str, Any], context: Context) -> dict[str, tuple[str, ...]]:
    asked: dict[str, tuple[str, ...]] = {}
    if given.get("group") is not None:  # what it shows to everybody must not tell that it is there
        seen = GroupNode.visible(context).filter(pk=key_of(given["group"], "Group", field="group"))
        asked["group"] = tuple(str(key) for key in seen.values_list("pk", flat=True))
    if given.get("author") is not None:  # an author is told with whatever they wrote
        asked["author"] = (str(key_of(given["author"], "Person", field="author")),)
    for name in ("resource_kind", "event_kind", "language"):
        if given.get(name) is not None:
            asked[name] = tuple(member.value for member in given[name])
    return asked
