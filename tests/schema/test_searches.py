"""Saved searches in the graph: yours alone, asked again at will, and what they found since."""

from __future__ import annotations

import json

import pytest

from backend.search.engines import engine
from communs.groups.models import Membership
from communs.searches.models import SavedSearch
from communs.threads.reach import Reach
from tests.communs.saving import follow, saved

from . import making
from .conftest import gid

MINE = """{ viewer { savedSearches { totalCount nodes {
  name query kinds filters mutedAt
  search(first: 5) { totalCount nodes { kind subject { __typename ... on Thread { title } } } }
  newHits { totalCount nodes { kind foundAt seenAt subject { ... on Thread { title } } } }
} } } }"""
NAMES = "query ($id: ID!) { node(id: $id) { id } savedSearch(id: $id) { name } }"
OTHERS = "query ($id: ID!) { person(id: $id) { liveCursor savedSearches { totalCount } } }"


@pytest.fixture(autouse=True)
def _engine(cast):
    """Begin with an index of what the cast has, and let go of it."""
    follow()
    yield
    engine().close()


def mine(ask, who: str = "bo"):
    """Give somebody's saved searches."""
    return ask(who, MINE)["viewer"]["savedSearches"]["nodes"]


def test_a_search_is_saved_as_it_is_asked_and_asked_again_as_it_was_saved(cast, ask, mutate):
    making.thread(cast, cast.group, title="Alliance")
    making.thread(cast, cast.groups["open"], title="Alliance ouverte")
    follow()

    group = gid(cast.group)
    payload = mutate(
        "bo",
        "saveSearch",
        "savedSearch { name }",
        name="Alliances",
        search={
            "query": "l'ALLIANCE",
            "kinds": ["THREAD"],
            "filters": {"group": group, "since": "2020-01-01T00:00:00+01:00"},
        },
        idempotencyKey="once",
    )

    (shown,) = mine(ask)
    assert payload == {"savedSearch": {"name": "Alliances"}, "errors": []}
    filters = json.loads(shown.pop("filters"))
    assert filters == {"group": group, "since": "2020-01-01T00:00:00+01:00"}
    assert shown == {
        "name": "Alliances",
        "query": "l'ALLIANCE",
        "kinds": ["THREAD"],
        "mutedAt": None,
        "search": {
            "totalCount": 1,
            "nodes": [{"kind": "THREAD", "subject": {"__typename": "Thread", "title": "Alliance"}}],
        },
        "newHits": {"totalCount": 0, "nodes": []},
    }


def test_new_hits_are_shown_until_they_were_looked_at(cast, ask, mutate):
    search = saved(cast, "ob")
    follow()
    making.thread(cast, cast.group, title="Alliance")
    follow()

    (shown,) = mine(ask, "ob")
    seen = mutate("ob", "seeNewHits", "savedSearch { newHits { totalCount } }", search=gid(search))

    (hit,) = shown["newHits"]["nodes"]
    assert hit["foundAt"] is not None
    assert hit | {"foundAt": ""} == {
        "kind": "THREAD",
        "foundAt": "",
        "seenAt": None,
        "subject": {"title": "Alliance"},
    }
    assert seen == {"savedSearch": {"newHits": {"totalCount": 0}}, "errors": []}


def test_a_new_hit_that_one_sees_no_more_is_not_there_nor_counted(cast, ask):
    saved(cast, "ob")
    follow()
    making.thread(cast, cast.group, title="Alliance")
    follow()

    Membership.objects.filter(group=cast.group, person=cast.person("ob")).delete()

    assert mine(ask, "ob")[0]["newHits"] == {"totalCount": 0, "nodes": []}


@pytest.mark.parametrize(
    "none_any_more",
    [
        {"query": "le"},
        {"query": "", "kinds": ["GAZETTE"]},
        {"query": "alliance", "filters": {"author": "x"}},
    ],
)
def test_what_is_no_search_any_more_finds_nothing_and_spoils_no_other(cast, ask, none_any_more):
    making.thread(cast, cast.group, title="Alliance")
    saved(cast, "bo")
    spoilt = saved(cast, "bo")
    SavedSearch.objects.filter(pk=spoilt.pk).update(asked=none_any_more)
    follow()

    assert sorted(each["search"]["totalCount"] for each in mine(ask)) == [0, 1]


def test_a_character_that_no_database_takes_is_saved_as_a_space(cast, ask, mutate):
    search = {"query": "l'alliance\0"}
    payload = mutate("bo", "saveSearch", "savedSearch { name }", name="Rien", search=search)

    assert payload["errors"] == []
    assert [each["query"] for each in mine(ask)] == ["l'alliance "]


@pytest.mark.parametrize("who", ["ana", "nina", "nobody"])
def test_a_saved_search_is_its_owners_alone(cast, ask, mutate, who):
    search = saved(cast, "bo")

    hidden = ask(who, NAMES, id=gid(search))
    others = ask(who, OTHERS, id=gid(cast.person("bo")))["person"]
    removed = mutate(who, "removeSavedSearch", "", search=gid(search))

    assert hidden == {"node": None, "savedSearch": None}
    if who != "nobody":
        assert others == {"liveCursor": None, "savedSearches": {"totalCount": 0}}
    assert removed["errors"] == [{"code": "MISSING", "field": "search"}]
    assert SavedSearch.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "search", "error"),
    [
        ("nobody", {"query": "alliance"}, {"code": "DENIED", "field": None}),
        ("bo", {"query": ""}, {"code": "INVALID", "field": "query"}),
        (
            "bo",
            {"query": "a", "filters": {"author": "x"}},
            {"code": "MISSING", "field": "author"},
        ),
    ],
)
def test_a_search_that_cannot_be_saved_says_why(cast, mutate, who, search, error):
    payload = mutate(who, "saveSearch", "savedSearch { name }", name="Rien", search=search)

    assert payload == {"savedSearch": None, "errors": [error]}
    assert not SavedSearch.objects.exists()


def test_a_search_is_renamed_muted_and_removed(cast, ask, mutate):
    search = gid(saved(cast, "bo"))

    renamed = mutate(
        "bo", "renameSavedSearch", "savedSearch { name }", search=search, name="Alliances"
    )
    muted = mutate("bo", "muteSavedSearch", "savedSearch { mutedAt }", search=search)
    unmuted = mutate("bo", "unmuteSavedSearch", "savedSearch { mutedAt }", search=search)
    removed = mutate("bo", "removeSavedSearch", "", search=search)

    assert renamed["savedSearch"] == {"name": "Alliances"}
    assert muted["savedSearch"]["mutedAt"] is not None
    assert unmuted["savedSearch"] == {"mutedAt": None}
    assert removed == {"errors": []}
    assert mine(ask) == []


def test_the_list_costs_the_same_however_long_it_is(cast, cost):
    listed = "{ viewer { savedSearches(first: 100) { nodes { name query kinds filters"
    listed += " newHits { nodes { kind subject { __typename } } } } } } }"
    for _ in range(2):
        saved(cast, "bo")
    follow()
    making.thread(cast, cast.group, title="Alliance", by="mo")
    follow()

    few = cost("bo", listed)
    for _ in range(38):
        saved(cast, "bo")
    making.resource(cast, cast.group, title="Charte", reach=Reach.GROUP)
    follow()

    assert cost("bo", listed) == few
