"""In any world: what search finds is all that matches of what one may see, and nothing else."""

from __future__ import annotations

import pytest

from backend.graphql.context import Context
from backend.graphql.documents import Documents
from backend.graphql.ids import from_global_id
from backend.search.contract import Key
from backend.search.engines import engine
from backend.search.fields import FACETS
from backend.search.searching import search, suggest
from backend.search.sources import touched
from backend.search.suggesting import MOST
from schema.graph import schema
from tests.cast import EVERYBODY

from .worlds.chances import WORD, World
from .worlds.living import go_on, turn
from .worlds.seeing import (
    BESIDES,
    KINDS,
    TITLED,
    of_facets,
    of_kinds,
    question,
    seen,
    titled,
    visible_to,
)

WORLDS = range(5)
ROUNDS = 4
PREFIX = WORD[:5]
SUGGESTED = " ".join(
    f"{kind}: suggest(prefix: $prefix, first: 20, kinds: {kind.upper()}) {{ ...suggested }}"
    for kind in sorted(KINDS)
)
ASKED = f"""query ($query: String!, $prefix: String!, $after: String) {{
  search(query: $query, first: 100, after: $after) {{
    totalCount pageInfo {{ hasNextPage endCursor }} facets {{ kind {{ value count }} }}
    nodes {{ kind subject {{ ... on Node {{ id }} }} }}
  }}
  {SUGGESTED}
}}
fragment suggested on SearchSuggestion {{ kind subject {{ ... on Node {{ id }} }} }}"""


def found_by(actor):
    """Give everything that somebody finds, page by page, each of them with the same counts."""
    keys, after, counts = [], None, None
    while True:
        asked = question(actor, WORD, after=after, first=23, facets=FACETS)
        page = search(engine(), asked)
        keys += [hit.key for hit in page.hits]
        assert counts in (None, (page.total, page.facets))
        counts = page.total, page.facets
        if not page.has_next:
            assert not page.is_loose
            return keys, page.total, {name: dict(page.facets[name]) for name in page.facets}
        after = page.hits[-1].cursor


def agree(cast, world):
    """Compare what is found, counted and suggested with what is there, for everybody."""
    for who in EVERYBODY:
        actor = cast.actor(who)
        visible = visible_to(actor)
        found, total, facets = found_by(actor)
        assert len(found) == len(set(found)) == total
        assert set(found) == visible
        assert facets == of_facets(visible)

        kind = world.one_of(sorted(KINDS))
        page = search(engine(), question(actor, WORD, kinds=frozenset({kind}), facets=("kind",)))
        assert {hit.kind for hit in page.hits} <= {kind}
        assert page.total == of_kinds(visible).get(kind, 0)
        assert dict(page.facets["kind"]) == of_kinds(visible)  # as if not narrowed by it

        there = titled(actor)
        for kinds in (frozenset(), frozenset({kind})):
            asked = question(actor, PREFIX, kinds=kinds, first=MOST)
            suggested = {each.key for each in suggest(engine(), asked)}
            some = {key for key in there if key.kind in (kinds or KINDS)}
            assert suggested <= some
            assert len(suggested) == min(MOST, len(some))


def sights(cast):
    """Give what each of everybody sees that has the word."""
    return {who: visible_to(cast.actor(who)) for who in EVERYBODY}


def told_to(actor):
    """Ask the graph; give what it shows, and what it suggests."""
    keys, after = [], None
    while True:
        asked = {"query": WORD, "prefix": PREFIX, "after": after}
        answer = Documents(schema.graphql_schema).prepare(ASKED, None, asked)
        told = answer.execute(Context(actor))
        assert not told.errors
        page = told.data["search"]
        keys += map(named, page["nodes"])
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    counted = {each["value"].lower(): each["count"] for each in page["facets"]["kind"]}
    assert page["totalCount"] == len(set(keys)) == len(keys)
    assert counted == of_kinds(set(keys))
    return set(keys), {named(each) for kind in KINDS for each in told.data[kind]}


def named(hit):
    """Give the key of something that the graph shows: what nobody is shown has none."""
    kind = hit["kind"].lower()
    return Key(kind, from_global_id(hit["subject"]["id"])[1])


def test_everything_that_can_be_found_is_in_these_worlds():
    assert TITLED.keys() | BESIDES.keys() == KINDS


@pytest.mark.parametrize("seed", WORLDS)
def test_found_is_what_is_visible_before_and_after_everything_changes_hands(cast, index, seed):
    world, turned = World(cast, seed), 0

    for _ in range(ROUNDS):
        go_on(world)
        index()
        agree(cast, world)
        before = sights(cast)
        turn(world)  # in force at the next question: nothing has been indexed since
        agree(cast, world)
        turned += sights(cast) != before
    assert turned
    everything = visible_to(cast.ana)
    assert of_kinds(everything).keys() == KINDS
    assert all(of_facets(everything).values())


@pytest.mark.parametrize("seed", WORLDS)
def test_what_is_no_more_is_not_told_though_the_index_is_behind(cast, index, seed):
    world = World(cast, seed)

    for _ in range(ROUNDS):
        index()
        cast.facts()
        go_on(world)
        turn(world)
        changed = touched(cast.facts())
        for who in EVERYBODY:
            actor = cast.actor(who)
            found, suggested = told_to(actor)
            there = {Key(kind, row.pk) for kind in KINDS for row in seen(kind, actor)}
            assert found | suggested <= there
            assert visible_to(actor) - changed <= found
    index()
    for who in EVERYBODY:
        assert told_to(cast.actor(who))[0] == visible_to(cast.actor(who))
