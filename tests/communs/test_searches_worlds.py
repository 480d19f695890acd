"""In any world: a saved search tells of all that comes and matches, and of nothing hidden."""

from __future__ import annotations

import pytest

from backend.journal.following import catch_up
from backend.search.contract import Key
from backend.search.sources import present, touched
from communs.searches.facts import SavedSearchMatched
from communs.searches.followers import SearchesFollower

from .saving import saved
from .worlds.chances import WORD, World
from .worlds.living import go_on, turn
from .worlds.seeing import visible_to

WORLDS = range(3)
ROUNDS = 4
SOMEBODY = ("ana", "bo", "ob", "nina", "zed")


def of_others(keys, person):
    """Give what is neither of somebody's own hand nor themselves."""
    return {
        document.key
        for document in present(keys)
        if str(person.pk) not in document.filters.get("author", ()) and document.id != person.pk
    }


@pytest.mark.parametrize("seed", WORLDS)
def test_what_comes_is_told_to_whoever_sees_it_and_to_nobody_else(cast, index, seed):
    world = World(cast, seed)
    index()
    searches = {who: saved(cast, who, WORD) for who in SOMEBODY}
    catch_up(SearchesFollower())
    told = 0

    for _ in range(ROUNDS):
        cast.facts()
        go_on(world)
        turn(world)
        changed = touched(cast.facts())
        index()
        catch_up(SearchesFollower())
        matched = [fact for fact in cast.facts() if isinstance(fact, SavedSearchMatched)]
        for who, search in searches.items():
            visible, person = visible_to(cast.actor(who)), cast.person(who)
            new = {Key(fact.source, fact.document) for fact in matched if fact.person == person.pk}
            assert new <= visible & of_others(changed, person)
            assert of_others(visible & changed, person) <= {hit.key for hit in search.hits.all()}
            told += len(new)
    assert told
