"""What `bench.lists` asks for: every list of the root every way, and what front ends ask most."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Any

from django.db.models import Count, Model
from graphql import GraphQLEnumType, get_named_type, is_list_type
from graphql.type import get_nullable_type

from backend.graphql.ids import to_global_id
from backend.graphql.nodes import NODES
from backend.rules import Actor
from communs.events.models import Event
from communs.groups.models import Group
from communs.organizations.models import Organization
from communs.people.models import Person
from communs.polls.choices import PollKind
from communs.polls.models import Poll
from communs.territories.models import Territory, TerritoryKind
from communs.threads.models import Thread
from communs.topics.models import Topic
from schema.graph import schema

PAGING = {"first", "after", "last", "before"}
SIMPLE: dict[str, list[Any]] = {
    "Boolean": [True, False],
    "Date": ["2025-06-01"],
    "Int": [2025],
    "String": ["mont"],
}
ALSO = {
    "code": ["76"],
    "name": ["saint", "e"],
}  # a few things; and, of a word, half of all there is
MOMENTS = ["2025-06-01T09:00:00+02:00"]
OF = {  # the type that an argument names, where it is not called like it
    "contributor": "Person",
    "within": "Territory",
    "organizations(parent": "Organization",
    "topics(within": "Topic",
}


@dataclass(frozen=True)
class Asked:
    """One list, asked for one way."""

    name: str
    document: str
    variables: dict[str, Any] = attribute(default_factory=dict)


def ways() -> Iterator[Asked]:
    """Give every list of the root as it is, and narrowed by each of its arguments."""
    for name, field in sorted(schema.graphql_schema.query_type.fields.items()):  # type: ignore[union-attr]
        if not get_named_type(field.type).name.endswith("Connection") or name == "search":
            continue
        yield _asked(name, {})
        for argument in sorted(field.args.keys() - PAGING):
            for value in _values(name, argument, field.args[argument].type):
                yield _asked(name, {argument: (field.args[argument].type, value)})


def _asked(name: str, given: dict[str, Any]) -> Asked:
    declared = "".join(f", ${key}: {kind}" for key, (kind, _value) in given.items())
    passed = "".join(f", {key}: ${key}" for key in given)
    document = (
        f"query ($first: Int!{declared})"
        f" {{ {name}(first: $first{passed}) {{ edges {{ cursor node {{ id }} }}"
        " pageInfo { hasNextPage endCursor } } }"
    )
    shown = ", ".join(f"{key}: {_short(value)}" for key, (_kind, value) in given.items())
    values = {key: value for key, (_kind, value) in given.items()}
    return Asked(f"{name}({shown})" if shown else name, document, values | {"first": 20})


def _short(value: Any) -> str:
    """Show a value; of an id, what tells it from others."""
    text = str(value)
    return text if len(text) < 32 else f"…{text[-12:]}"


def _values(name: str, argument: str, kind: Any) -> list[Any]:
    """Give values worth trying for an argument: what is there, and much of it."""
    named = get_named_type(kind)
    if isinstance(named, GraphQLEnumType):
        chosen: list[Any] = list(named.values)
        return [[each] for each in chosen[:1]] if is_list_type(get_nullable_type(kind)) else chosen
    if named.name == "ID":
        of = OF.get(f"{name}({argument}") or OF.get(argument) or argument.capitalize()
        return [to_global_id(of, key) for key in _keys(of)]
    return [*SIMPLE.get(named.name, MOMENTS), *ALSO.get(argument, ())]


def _keys(kind: str) -> list[Any]:
    """Name rows of a type: the oldest and the newest; of territories, the whole and a part."""
    if kind not in NODES:
        raise SystemExit(f"bench.asking does not know what a {kind} is.")
    rows = NODES[kind]._meta.model._default_manager
    if kind == "Territory":
        kinds = (TerritoryKind.COUNTRY, TerritoryKind.REGION, TerritoryKind.COMMUNE)
        first = (rows.filter(kind=each).order_by("code").first() for each in kinds)
        return [row.pk for row in first if row]
    found = rows.order_by("pk").first(), rows.order_by("pk").last()
    return list(dict.fromkeys(row.pk for row in found if row))


def pages(actor: Actor) -> Iterator[Asked]:
    """Give what front ends ask most: lists of one thing, home, counts, and later pages."""
    yield from _of_one(actor)
    yield from _at_home()
    yield from _counted(actor)
    yield from _later()


def _of_one(actor: Actor) -> Iterator[Asked]:
    group = _largest(Group.objects.filter(pk__in=actor.roles), "memberships")
    thread = _largest(Thread.objects.filter(group__in=actor.roles), "messages")
    yield _thing(
        "thread",
        thread,
        "messages(first: 50) { totalCount nodes { number bodyHtml createdAt author { name }"
        " isBookmarked reactions { reaction count mine } } pageInfo { hasNextPage } }",
    )
    yield _thing(
        "thread", thread, "messages(last: 50) { nodes { number body } }", "newest messages"
    )
    for name, shown in OF_GROUP.items():
        yield _thing("group", group, f"{name}(first: 20) {{ totalCount nodes {{ {shown} }} }}")
    person = _largest(Person.objects.all(), "memberships")
    yield _thing(
        "person", person, "memberships(first: 50) { totalCount nodes { role group { name } } }"
    )
    event = _largest(Event.objects.visible_to(actor), "sessions")
    yield _thing("event", event, "sessions { nodes { title startsAt thread { unreadCount } } }")
    polls = Poll.objects.visible_to(actor).filter(kind=PollKind.RANKED)
    yield _thing(
        "poll", _largest(polls, "voters"), "voterCount results { options { count } best { label } }"
    )
    organization = _largest(Organization.objects.all(), "affiliations")
    yield _thing("organization", organization, "people(first: 20) { totalCount nodes { name } }")


OF_GROUP = {
    "resources": "title kind createdBy { name } topics { nameFr } contributors { name }",
    "events": "title startsAt desk { placesLeft myRegistration { state } }",
    "threads": "title unreadCount createdBy { name }",
    "memberships": "role person { name }",
    "collections": "title",
    "cycles": "title",
}


def _at_home() -> Iterator[Asked]:
    for part in ("unreadThreads", "nextEvents", "requestsToDecide", "news"):
        yield Asked(f"home.{part}", f"{{ home {{ {part}(first: 20) {{ nodes {{ id }} }} }} }}")
    yield Asked(
        "home",
        "{ home { lastVisitAt unreadThreads(first: 10) { nodes { title unreadCount } }"
        " nextEvents(first: 5) { nodes { title startsAt } }"
        " requestsToDecide(first: 5) { nodes { person { name } group { name } } }"
        " news(first: 20) { nodes { sentence at actor { name } } } } }",
    )
    yield Asked(
        "groups with threads and events",
        "{ groups(first: 20) { nodes { name threads(first: 3) { nodes { title unreadCount } }"
        " events(first: 3) { nodes { title } } memberships(first: 3) { totalCount } } } }",
    )


def _counted(actor: Actor) -> Iterator[Asked]:
    country = Territory.objects.get(kind=TerritoryKind.COUNTRY)
    topic = Topic.objects.exclude(parent=None).order_by("pk")[0].parent
    group = _largest(Group.objects.filter(pk__in=actor.roles), "resources")
    narrowed = {
        "topic": (topic, ("resources", "events", "people", "groups")),
        "territory": (country, ("resources", "events", "people", "groups")),
        "group": (group, ("resources", "events", "activity")),
    }
    for argument, (row, lists) in narrowed.items():
        for name in lists:
            document = f"query ($id: ID!) {{ {name}({argument}: $id, first: 20) {{ totalCount }} }}"
            yield Asked(f"{name}({argument}).totalCount", document, {"id": _gid(row)})
    for name in ("resources", "threads", "people", "events", "organizations"):
        yield Asked(f"{name}.totalCount", f"{{ {name} {{ totalCount }} }}")
    yield Asked(
        "events(toCome, online).totalCount",
        "{ events(toCome: true, online: true) { totalCount nodes { title } } }",
    )


def _later() -> Iterator[Asked]:
    """Give pages from the end: they cost what the first ones do."""
    for name in ("activity", "resources", "threads", "people", "events", "territories"):
        shown = "nodes { id } pageInfo { hasPreviousPage }"
        yield Asked(f"{name}: the last page", f"{{ {name}(last: 20) {{ {shown} }} }}")


def _thing(name: str, row: Model, asked: str, called: str = "") -> Asked:
    document = f"query ($id: ID!) {{ {name}(id: $id) {{ id {asked} }} }}"
    called = called or re.split(r"\W", asked)[0]
    return Asked(f"{name}.{called}", document, {"id": _gid(row)})


def _gid(row: Model | None) -> str:
    assert row is not None  # noqa: S101 - the demo network has it
    return to_global_id(type(row).__name__, row.pk)


def _largest(rows: Any, of: str) -> Any:
    """Give the row with the most of something."""
    return rows.annotate(_many=Count(of)).order_by("-_many", "pk")[0]
