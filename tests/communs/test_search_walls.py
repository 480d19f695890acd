"""In any world: who sees some of it is told what they would be told were there nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest

from backend import audiences
from backend.search.contract import Key, Position, Seeker
from backend.search.engine import Engine
from backend.search.engines import engine, make_engine
from backend.search.fields import FACETS
from backend.search.relating import MOST as MOST_RELATED
from backend.search.searching import relate, search, suggest
from backend.search.sources import findable, present
from backend.search.suggesting import MOST as MOST_SUGGESTED
from tests.engines import address

from .worlds import writing
from .worlds.chances import BESIDES, WORD, World, mistyped
from .worlds.living import go_on, turn
from .worlds.seeing import KINDS, question, seen

WORLDS = range(3)
ROUNDS = 3
COINS = 12  # words that stand in one text each, of which many are hidden or no more
SEES_MOST = "bo"
SOMEBODY = (SEES_MOST, "zed", "nobody")
LOOKED_FOR = (
    *(WORD, "muet", *BESIDES, '"muet compost"', "zibeline -compost"),
    *("zibelien", "compots", "aliance", "linage", "compots aliance", "mueet zibeline"),  # mistyped
)
TYPED = ("zib", "comp", "compsot", "alli", "lainag", "mute", "fil muet c")


@contextmanager
def all_alone(actor, folder) -> Iterator[Engine]:
    """Give an engine that has what somebody sees, and nothing else."""
    keys = [Key(kind, row.pk) for kind in KINDS for row in seen(kind, actor)]
    made = make_engine(address(engine().scheme, folder))
    with made.rebuild() as new:
        new.add(present(keys))
        new.switch(Position(1, "alone"))
    yield made
    made.close()


def found(asked, actor, text):
    """Give all that is found, by what it is and whether all the words are there."""
    keys, after = set(), None
    while True:
        page = search(asked, question(actor, text, after=after, first=100, facets=FACETS))
        keys |= {(hit.key, hit.is_loose) for hit in page.hits}
        if not page.has_next:
            return keys, page.total, page.is_loose, page.did_you_mean, page.facets
        after = page.hits[-1].cursor


def told(asked, actor, coins):
    """Give all that somebody is told: what is found, suggested and related."""
    two = map(" ".join, pairwise(coins))
    looked_for = [*LOOKED_FOR, *coins, *map(mistyped, coins), *two]
    typed = [*TYPED, *(coin[:5] for coin in coins)]
    seeker = Seeker(audiences.held_by(actor), actor.person)
    resources = [Key("resource", key) for key in findable("resource").values_list("pk", flat=True)]
    return {
        "found": {text: found(asked, actor, text) for text in looked_for},
        "suggested": {
            text: suggest(asked, question(actor, text, first=MOST_SUGGESTED)) for text in typed
        },
        "related": relate(asked, seeker, resources, MOST_RELATED),
    }


@pytest.mark.parametrize("seed", WORLDS)
def test_what_is_hidden_changes_nothing_that_somebody_is_told(cast, index, tmp_path, seed):
    world = World(cast, seed)
    for _ in range(ROUNDS):
        go_on(world)
        world.let([writing.draft, writing.publish] * 4)
        turn(world)
    index()
    coins = world.chance.sample(world.coins, COINS)

    for who in SOMEBODY:
        actor = cast.actor(who)
        with all_alone(actor, tmp_path / who) as alone:
            answers = told(alone, actor, coins)
        assert told(engine(), actor, coins) == answers
        full = [any(of_one.values()) for of_one in answers.values()]
        assert all(full) or who != SEES_MOST
