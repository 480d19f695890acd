"""What may be asked of search: the graph's arguments, and the question that they make."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, TypeAlias
from uuid import UUID

import graphene
from django.utils.translation import gettext_lazy as _

from backend import audiences
from backend.graphql.context import Context
from backend.graphql.ids import key_of
from backend.graphql.inputs import choice
from backend.graphql.narrowing import moment
from backend.graphql.nodes import Node
from backend.graphql.paging import Slice
from backend.rules import Limited
from backend.search.asking import check
from backend.search.asking import typed as as_typed
from backend.search.contract import Order
from backend.search.contract import Query as Question
from communs.events.choices import EventKind
from communs.resources.choices import Licence, ResourceKind, ResourceLanguage
from schema.groups import GroupNode
from schema.organizations import OrganizationNode
from schema.search_kinds import KINDS, Kind
from schema.search_typed import Condition, Typed, typed_in

MOST = 100  # values of one filter
THINGS = frozenset(KINDS)

Read: TypeAlias = Callable[[Iterable[Any], str, Context], Iterable[object]]


class SearchSort(Enum):
    """In which order hits come."""

    RELEVANCE = "relevance"
    DATE = "date"
    ACTIVITY = "activity"


SORTS = {
    "RELEVANCE": "What answers best first.",
    "DATE": "The newest first.",
    "ACTIVITY": "What something happened to last first.",
}
Sort = graphene.Enum.from_enum(
    SearchSort,
    description=lambda sort: SORTS[sort.name] if sort else (SearchSort.__doc__ or ""),
)


def _any_of(kind: Any, description: str) -> graphene.List:
    return graphene.List(graphene.NonNull(kind), description=description)


class SearchFilters(graphene.InputObjectType):
    """What narrows a search: each given one must hold; within one, any of its values will do."""

    topic = _any_of(graphene.ID, "Only what is about these topics, or their subtopics.")
    territory = _any_of(graphene.ID, "Only what is within these territories.")
    group = graphene.ID(description="Only what belongs to this group.")
    groups = _any_of(graphene.ID, "Only what belongs to these groups.")
    organization = _any_of(graphene.ID, "Only what these organizations have a part in.")
    author = graphene.ID(description="Only what this person wrote or worked on.")
    authors = _any_of(graphene.ID, "Only what these people wrote or worked on.")
    resource_kind = _any_of(choice(ResourceKind), "Only resources of these kinds.")
    event_kind = _any_of(choice(EventKind), "Only events of these kinds.")
    language = _any_of(choice(ResourceLanguage), "Only what is in these languages.")
    licence = _any_of(choice(Licence), "Only what is under these licences.")
    year = _any_of(graphene.Int, "Only what is of these years.")
    since = graphene.DateTime(description="Only what is of this moment or later.")
    until = graphene.DateTime(description="Only what is earlier than this moment.")


@dataclass(frozen=True)
class Asked:
    """A question, and which part of it was typed as fields."""

    question: Question
    typed: Typed

    def again(self, text: str | None) -> str | None:
        """Give other words with the fields that were typed beside them."""
        return None if text is None else " ".join((" ".join(text.split()), *self.typed.fields))


def narrowing_arguments() -> dict[str, Any]:
    """Make the arguments that say what is looked for, without pages."""
    return {
        "query": graphene.String(
            required=True,
            description=(
                'Words, "a phrase", -without; kind:, author:, group:, topic:, before:, after:,'
                " and -kind: for what is not of it."
                " Accents do not matter; empty where filters say it all."
            ),
        ),
        "kinds": graphene.List(graphene.NonNull(Kind), description="Only these kinds of thing."),
        "filters": SearchFilters(description="What narrows the search."),
        "sort": Sort(description="What comes first; RELEVANCE unless said."),
    }


def asked(args: Mapping[str, Any], context: Context, facets: Iterable[str] = ()) -> Asked:
    """Make of the graph's arguments the question of whoever asks."""
    check(args["query"])
    page = Slice.of(args)
    typed = typed_in(as_typed(args["query"]), context)
    given = args.get("filters") or {}
    sort = args.get("sort")
    question = Question(
        text=typed.text,
        audiences=audiences.held_by(context.actor),
        owner=context.actor.person,
        kinds=frozenset(kind.value for kind in args.get("kinds") or ()),
        since=max(filter(None, (_moment(given, "since"), *typed.since)), default=None),
        until=min(filter(None, (_moment(given, "until"), *typed.until)), default=None),
        order=Order(sort.value) if sort else Order.RELEVANCE,
        facets=tuple(facets),
        unlike=tuple(typed.unlike),
        first=page.size,
        after=page.after,
    )
    conditions = (*_conditions(given, context), *typed.conditions)
    return Asked(_narrowed(question, conditions), typed)


def _narrowed(question: Question, conditions: Iterable[Condition]) -> Question:
    """Narrow by all conditions, several of one name too."""
    filters: dict[str, tuple[str, ...]] = {}
    besides: list[Condition] = []
    kinds = question.kinds
    for name, values in conditions:
        if name == "form" and not kinds and THINGS.issuperset(values):
            kinds = frozenset(values)  # so that the other kinds are counted beside
        elif name in filters:
            besides.append((name, values))
        else:
            filters[name] = values
    return replace(question, kinds=kinds, filters=filters, besides=tuple(besides))


def _moment(given: Mapping[str, Any], name: str) -> Any:
    return None if given.get(name) is None else moment(given[name], name)


def _conditions(given: Mapping[str, Any], context: Context) -> Iterator[Condition]:
    for argument, (name, read) in CONDITIONS.items():
        value = given.get(argument)
        if value is not None:
            values = value if isinstance(value, list) else [value]
            _check(values, argument)
            yield name, tuple(str(each) for each in read(values, argument, context))


def _check(given: Any, name: str) -> None:
    if len(given) > MOST:
        reason = _("At most %(most)d items at a time; %(size)d were asked for.")
        raise Limited(reason % {"most": MOST, "size": len(given)}, field=name)


def _keys(type_name: str) -> Read:
    return lambda ids, field, _context: [key_of(each, type_name, field=field) for each in ids]


def _seen(node: type[Node]) -> Read:
    """Read ids of what may be hidden: what it shows to everybody must not tell that it is there."""
    read = _keys(node._meta.name)

    def seen(ids: Iterable[str], field: str, context: Context) -> Iterable[UUID]:
        there = node.visible(context).order_by().filter(pk__in=read(ids, field, context))
        return there.values_list("pk", flat=True)

    return seen


def _values(members: Iterable[Any], _field: str, _context: Context) -> Iterable[str]:
    return [member.value for member in members]


CONDITIONS: Mapping[str, tuple[str, Read]] = {
    "topic": ("topic", _keys("Topic")),
    "territory": ("territory", _keys("Territory")),
    "group": ("group", _seen(GroupNode)),
    "groups": ("group", _seen(GroupNode)),
    "organization": ("organization", _seen(OrganizationNode)),
    "author": ("author", _keys("Person")),  # an author is told with whatever they wrote
    "authors": ("author", _keys("Person")),
    "resource_kind": ("resource_kind", _values),
    "event_kind": ("event_kind", _values),
    "language": ("language", _values),
    "licence": ("licence", _values),
    "year": ("year", lambda years, _field, _context: years),
}
