"""Every list of the root, narrowed every way, is turned through to its end while it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from graphql import GraphQLEnumType, get_named_type, is_list_type
from graphql.type import get_nullable_type

from backend.graphql.context import Context
from backend.graphql.documents import Documents
from backend.graphql.ids import from_global_id
from schema.graph import schema

from .conftest import gid
from .growing import DOZEN, MAKERS, YEAR, Ground

GRAPH = schema.graphql_schema
PAGING = {"first", "after", "last", "before"}
LISTS = {  # all but what an index answers, whose pages are tested with it
    name: field
    for name, field in GRAPH.query_type.fields.items()
    if get_named_type(field.type).name.endswith("Connection") and name != "search"
}
SIMPLE = {
    "Boolean": [True, False],
    "DateTime": [f"{YEAR}-04-22T09:00:00+02:00", "2100-01-01T01:00:00+00:00"],
    "Int": [YEAR],
    "String": ["ligne"],
}
ENDLESS = 200  # items, of a list that has some dozens
SHORT = {"code"}  # arguments that never leave more than a page


@dataclass(frozen=True)
class Walk:
    """What was seen of a list, and what was done to it meanwhile."""

    seen: list[str]
    before: list[str]
    gone: set[str]
    added: set[str]


@pytest.fixture
def ground(cast) -> Ground:
    """What the rows of all lists stand on."""
    return Ground(cast)


@pytest.fixture
def answer(cast) -> Callable[..., dict[str, Any]]:
    """Ask for a list as bo; gives its connection."""
    documents, actor = Documents(GRAPH), cast.bo

    def ask(name: str, given: dict[str, Any], shown: str) -> dict[str, Any]:
        kinds = {key: GRAPH.query_type.fields[name].args[key].type for key in given}
        declared = ", ".join(f"${key}: {kind}" for key, kind in kinds.items())
        passed = ", ".join(f"{key}: ${key}" for key in given)
        text = f"query ({declared}) {{ {name}({passed}) {{ {shown} }} }}"
        result = documents.prepare(text, None, given).execute(Context(actor))
        assert result.errors is None
        connection: dict[str, Any] = result.data[name]
        return connection

    return ask


def ways(name: str, ground: Ground) -> list[dict[str, Any]]:
    """Give a list as it is, and narrowed by each of its arguments."""
    named = {
        "contributor": ground.bo,
        "cycle": ground.cycle,
        "group": ground.group,
        "organization": ground.organization,
        "parent": ground.organization,
        "territory": ground.place,
        "topic": ground.topic,
        "within": ground.topic if name == "topics" else ground.place,
    }

    def values(argument: str, kind: Any) -> list[Any]:
        of = get_named_type(kind)
        if isinstance(of, GraphQLEnumType):
            chosen: list[Any] = list(of.values)
            return [chosen] if is_list_type(get_nullable_type(kind)) else chosen
        return [gid(named[argument])] if of.name == "ID" else SIMPLE[of.name]

    narrowed = [
        {argument: value}
        for argument in LISTS[name].args.keys() - PAGING
        for value in values(argument, LISTS[name].args[argument].type)
    ]
    return [{}, *narrowed]


def whole(answer, name: str, given: dict[str, Any]) -> list[str]:
    """Give the whole of a list, which says itself how long it is."""
    found = answer(name, given | {"first": 100}, "totalCount nodes { id }")
    ids = [node["id"] for node in found["nodes"]]
    assert found["totalCount"] == len(ids)
    return ids


def walk(answer, name: str, given: dict[str, Any], *, backwards: bool, between=None) -> list[str]:
    """Turn the pages of a list to its end, three by three; gives the ids in the list's order."""
    size, cursor, shown = ("last", "before", "startCursor") if backwards else (
        "first", "after", "endCursor"
    )  # fmt: skip
    more = "hasPreviousPage" if backwards else "hasNextPage"
    seen: list[str] = []
    at: dict[str, Any] = {}
    while True:
        page = answer(name, given | {size: 3} | at, f"nodes {{ id }} pageInfo {{ {shown} {more} }}")
        ids = [node["id"] for node in page["nodes"]]
        seen = [*ids, *seen] if backwards else [*seen, *ids]
        if not page["pageInfo"][more]:
            return seen
        assert len(seen) < ENDLESS, given
        at = {cursor: page["pageInfo"][shown]}
        if between:
            between(seen)


def disturbed(answer, ground: Ground, name: str, given: dict[str, Any], *, backwards) -> Walk:
    """Turn the pages of a list while rows come and go around where one stands."""
    make, numbers = MAKERS[name], count(DOZEN)
    made = {gid(row): row for row in (make(ground, number) for number in range(DOZEN))}
    before = whole(answer, name, given)
    gone: set[str] = set()
    added: set[str] = set()

    def between(seen: list[str]) -> None:
        """Take away where one stands, one that was seen and one to come; add two anywhere."""
        step = -1 if backwards else 1
        along = seen[::step]
        to_come = [each for each in before[::step] if each not in {*seen, *gone}]
        for row in {along[-1], along[0], *to_come[1:2]} & made.keys() - gone:
            gone.add(row)
            type(made[row])._default_manager.filter(pk=from_global_id(row)[1]).delete()
        if len(added) < DOZEN:
            added.update(gid(make(ground, next(numbers) * 5)) for _twice in range(2))

    seen = walk(answer, name, given, backwards=backwards, between=between)
    return Walk(seen, before, gone, added)


def test_each_list_of_the_root_is_turned_through_here():
    assert set(MAKERS) == set(LISTS)


@pytest.mark.parametrize("name", MAKERS)
def test_pages_are_the_list_and_are_counted(name, answer, ground):
    for number in range(DOZEN):
        MAKERS[name](ground, number)

    lengths: dict[str, int] = {}
    for given in ways(name, ground):
        ids = whole(answer, name, given)
        assert walk(answer, name, given, backwards=False) == ids, given
        assert walk(answer, name, given, backwards=True) == ids, given
        argument = next(iter(given), "")
        lengths[argument] = max(lengths.get(argument, 0), len(ids))

    assert {argument for argument, most in lengths.items() if most <= 3} <= SHORT


@pytest.mark.parametrize("backwards", [False, True], ids=["forwards", "backwards"])
@pytest.mark.parametrize("name", MAKERS)
def test_each_page_says_what_lies_before_and_behind_it(name, backwards, answer, ground):
    for number in range(DOZEN):
        MAKERS[name](ground, number)
    length = len(whole(answer, name, {}))
    size, cursor, end = (
        ("last", "before", "startCursor") if backwards else ("first", "after", "endCursor")
    )
    shown = f"pageInfo {{ hasPreviousPage hasNextPage {end} }}"

    told = []
    given: dict[str, Any] = {size: -(-length // 3)}  # three pages, the third the rest
    for _page in range(3):
        info = answer(name, given, shown)["pageInfo"]
        told.append((info["hasPreviousPage"], info["hasNextPage"]))
        given[cursor] = info[end]

    there = [(False, True), (True, True), (True, False)]
    assert told == (there[::-1] if backwards else there)


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ("first: -1", "INVALID", "first"),
        ("last: -1", "INVALID", "last"),
        ("first: 101", "LIMITED", "first"),
        ("last: 101", "LIMITED", "last"),
        ('first: 1, after: "x"', "INVALID", "after"),
        ('last: 1, before: "x"', "INVALID", "before"),
    ],
)
@pytest.mark.parametrize("name", LISTS)
def test_a_page_that_makes_no_sense_is_refused_by_each_list(name, post, given, code, field):
    answer = post("bo", f"{{ {name}({given}) {{ totalCount nodes {{ __typename }} }} }}")

    assert answer["data"] is None
    (error,) = answer["errors"]
    assert (error["extensions"]["code"], error["extensions"]["field"]) == (code, field)


@pytest.mark.parametrize("backwards", [False, True], ids=["forwards", "backwards"])
@pytest.mark.parametrize("name", MAKERS)
def test_nothing_comes_twice_and_nothing_that_stays_is_left_out(name, backwards, answer, ground):
    for given in ways(name, ground):
        with transaction.atomic():
            found = disturbed(answer, ground, name, given, backwards=backwards)
            transaction.set_rollback(True)

        stayed = [each for each in found.before if each not in found.gone]
        assert len(found.seen) == len(set(found.seen)), given
        assert set(found.seen) <= {*found.before, *found.added}, given
        assert [each for each in found.seen if each in stayed] == stayed, given
        assert found.gone or len(found.before) <= 3, given
