"""In any world: what search finds is all that matches of what one may see, and nothing else."""

from __future__ import annotations

import random

import pytest

from backend import audiences
from backend.journal.following import catch_up
from backend.search.contract import Query
from backend.search.engines import engine
from backend.search.follower import SearchFollower
from backend.search.searching import search
from backend.search.sources import findable
from communs.groups import actions as grouping
from communs.groups.models import Membership, Visibility
from communs.resources import actions as writing
from communs.threads import actions as talking
from communs.threads.reach import Reach
from tests.cast import EVERYBODY
from tests.engines import ENGINES, address
from tests.schema import making

WORD = "zibeline"  # in everything that is written here
KINDS = ("resource", "thread", "message", "event", "group")
WORLDS = range(5)


@pytest.fixture(params=ENGINES)
def index(db, request, settings, tmp_path):
    """Begin with an empty index; give what brings it up to date."""
    settings.SEARCH_URL = address(request.param, tmp_path / "search")
    catch_up(SearchFollower())
    yield lambda: catch_up(SearchFollower())
    engine().close()


class World:
    """Groups, and what happens in them at random."""

    def __init__(self, cast, seed):
        self.cast = cast
        self.chance = random.Random(seed)  # noqa: S311 - the same worlds each time
        self.groups = list(cast.groups.values())
        self.messages, self.resources = [], []

    def happen(self, times):
        for _ in range(times):
            self.chance.choice([self.found, self.talk, self.write, self.meet, self.take_back])()

    def found(self):
        group = self.cast.found(self.chance.choice(list(Visibility)))
        self.cast.perform(grouping.edit_group, "ana", group=group, name=f"Groupe {WORD}")
        self.groups.append(group)

    def talk(self):
        thread = making.thread(self.cast, self._group(), title=f"Fil {WORD}")
        self.messages.append(making.message(self.cast, thread, f"La {WORD}", by=self._who()))

    def write(self):
        reach = self.chance.choice([None, *Reach])
        group = self._group()
        made = making.resource(self.cast, group, title=f"Guide {WORD}", reach=reach)
        if reach:
            self.resources.append(made)

    def meet(self):
        making.event(self.cast, self._group(), title=f"Rencontre {WORD}")

    def take_back(self):
        if self.messages:
            message = self.messages.pop(self.chance.randrange(len(self.messages)))
            self.cast.perform(talking.remove_message, "ana", message=message, reason="Hors sujet")
        elif self.resources:
            resource = self.resources.pop()
            self.cast.perform(writing.archive_resource, "ana", resource=resource)

    def turn_round(self):
        """Change who sees what, by one row each, and write nothing else."""
        for group in self.chance.sample(self.groups, 2):
            visibility = self.chance.choice(list(Visibility))
            self.cast.perform(grouping.edit_group, "ana", group=group, visibility=visibility)
        who = self.cast.person(self.chance.choice(["mo", "ob"]))
        Membership.objects.filter(person=who, group=self._group()).delete()

    def _group(self):
        return self.chance.choice(self.groups)

    def _who(self):
        return self.chance.choice(["ana", "bo"])


def found_by(actor):
    """Give the keys of everything that somebody finds, page by page."""
    asked = {"audiences": audiences.held_by(actor), "owner": actor.person}
    keys, after = [], None
    while True:
        page = search(engine(), Query(WORD, kinds=frozenset(KINDS), after=after, first=7, **asked))
        keys += [(hit.kind, hit.id) for hit in page.hits]
        if not page.has_next:
            assert page.total == len(keys)
            return keys
        after = page.hits[-1].cursor


def visible_to(actor):
    """Give the keys of everything that the database shows them and that has the word."""
    rows = {kind: findable(kind) for kind in KINDS}
    shown = {kind: each.model.objects.visible_to(actor) for kind, each in rows.items()}
    named = {
        "group": {"name__contains": WORD},
        "message": {"body__contains": WORD},
    }
    return {
        (kind, key)
        for kind in KINDS
        for key in shown[kind]
        .filter(pk__in=rows[kind].values("pk"), **named.get(kind, {"title__contains": WORD}))
        .values_list("pk", flat=True)
    }


@pytest.mark.parametrize("seed", WORLDS)
def test_found_is_what_is_visible_before_and_after_everything_changes_hands(cast, index, seed):
    world = World(cast, seed)
    world.happen(25)
    index()

    def agree():
        for who in EVERYBODY:
            found = found_by(cast.actor(who))
            assert len(found) == len(set(found))
            assert set(found) == visible_to(cast.actor(who))

    agree()
    for _ in range(3):
        world.turn_round()  # in force at the next question: nothing has been indexed since
        agree()
    world.happen(10)
    index()
    agree()
