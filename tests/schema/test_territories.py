"""Territories in the graph: found by name or code, in what they lie, at what cost."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.db import connection, transaction

from communs.territories.loading import SHIPPED, load, read
from communs.territories.models import Territory
from tests.places import settle

from .conftest import gid

FOUND = "query ($name: String, $code: String, $kind: TerritoryKind, $within: ID, $ended: Boolean) {"
FOUND += """ territories(name: $name, code: $code, kind: $kind, within: $within, ended: $ended) {
  totalCount nodes { name code } } }"""


@pytest.fixture
def places(db) -> dict[str, Territory]:
    """Settle the few territories."""
    return settle()


def found(ask, who="nobody", **asked) -> list[str]:
    page = ask(who, FOUND, **asked)["territories"]
    assert page["totalCount"] == len(page["nodes"])
    return [node["name"] for node in page["nodes"]]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"name": "toulouse"}, ["Toulouse", "Toulouse Métropole"]),
        ({"name": "LILLE"}, ["Lille", "Métropole Européenne de Lille"]),
        ({"name": "lille", "kind": "EPCI"}, ["Métropole Européenne de Lille"]),
        ({"name": ""}, []),
        ({"code": "31"}, ["Haute-Garonne"]),
        ({"code": "fr"}, ["France"]),
        ({"code": "99"}, []),
        ({"kind": "REGION"}, ["Hauts-de-France", "Occitanie"]),
        ({"kind": "REGION", "ended": True}, []),
        ({"kind": "REGION", "ended": False}, ["Hauts-de-France", "Occitanie"]),
    ],
)
def test_territories_are_found(cast, ask, places, asked, names):
    assert found(ask, **asked) == names


def test_territories_are_found_within_another(cast, ask, places):
    inside = found(ask, within=gid(places["Haute-Garonne"]), kind="COMMUNE")

    assert inside == ["Colomiers", "Revel", "Toulouse"]
    assert found(ask, within=gid(cast.group)) == []
    assert found(ask, within="x") == []
    assert found(ask, name="toul", within=gid(places["Nord"])) == []
    assert found(ask, name="toul", within="x") == []


def test_a_territory_says_what_it_lies_in(cast, ask, places):
    asked = "query ($id: ID!) { territory(id: $id) { name kind code endedAt parents { name } } }"

    told = ask("nobody", asked, id=gid(places["Sorèze"]))["territory"]

    assert told == {
        "name": "Sorèze",
        "kind": "COMMUNE",
        "code": "81288",
        "endedAt": None,
        "parents": [{"name": "Tarn"}, {"name": "CC Aux sources du Canal du Midi"}],
    }
    assert ask("nobody", asked, id=gid(cast.group))["territory"] is None


def test_parents_cost_the_same_however_many(cast, ask, cost, places):
    asked = "query ($first: Int) { territories(first: $first) { nodes { parents { id parents {"
    asked += " name } } } } }"

    assert cost("bo", asked, first=2) == cost("bo", asked, first=15)


@pytest.fixture
def nothing_there(transactional_db) -> None:
    """Let the database find out, as it does now and then, that all rows there were are gone."""
    with suppress(LookupError), transaction.atomic():
        settle()
        raise LookupError
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def test_what_was_loaded_is_reckoned_with_before_the_database_finds_out(nothing_there, ask):
    with transaction.atomic():
        load(read(SHIPPED))
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL statement_timeout = '5s'")
        asked = "{ territories(first: 50) { nodes { parents { name } } } }"
        nodes = ask("nobody", asked)["territories"]["nodes"]

    assert len([parent for node in nodes for parent in node["parents"]]) >= 50


def test_names_are_paged_through_in_order_of_rank(cast, ask, places):
    asked = """query ($after: String, $name: String!) {
      territories(name: $name, first: 1, after: $after) { totalCount
        nodes { name } pageInfo { hasNextPage hasPreviousPage endCursor } } }"""
    seen, after = [], None
    while True:
        page = ask("nobody", asked, name="lille", after=after)["territories"]
        seen += [node["name"] for node in page["nodes"]]
        assert page["totalCount"] == 2
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert seen == ["Lille", "Métropole Européenne de Lille"]


def test_a_cursor_among_names_is_none_of_the_whole_list(cast, ask, post, places):
    named = '{ territories(name: "lille", first: 1) { pageInfo { endCursor } } }'
    after = ask("nobody", named)["territories"]["pageInfo"]["endCursor"]

    answer = post("nobody", f'{{ territories(after: "{after}") {{ totalCount }} }}')

    assert answer["errors"][0]["extensions"] == {"code": "INVALID", "field": "after"}
