"""What search knows of resources that stand in collections: how much they count, for whom."""

from __future__ import annotations

import random

import pytest

from backend.audiences import held_by
from backend.search.checking import check
from backend.search.contract import Key, Order, Query
from backend.search.engines import engine
from backend.search.matches import Between
from backend.search.rebuilding import rebuild
from backend.search.searching import search
from backend.search.sought import Sought
from backend.search.sources import present, to_read, touched
from backend.search.uses import MUCH_USED, used
from communs.collections import actions
from communs.collections.facts import CollectionEdited
from communs.collections.models import Collection, CollectionEntry
from communs.collections.search import MUCH_COLLECTED
from communs.groups import actions as grouping
from communs.groups.models import Membership, Visibility
from communs.resources import actions as writing
from communs.resources.choices import ResourceStatus
from communs.resources.models import Resource
from communs.resources.search import WEIGHTS
from communs.threads.reach import Reach
from tests.cast import EVERYBODY
from tests.schema import making

from .saving import follow, saved, told

pytestmark = pytest.mark.django_db

ONCE = used(1, MUCH_COLLECTED)
WORLDS = range(4)


def written(cast, reach=Reach.PUBLIC, of="listed"):
    return making.resource(cast, cast.groups[of], reach=reach)


def started(cast, reach=Reach.PUBLIC, of="listed"):
    return cast.perform(
        actions.start_collection, "ana", group=cast.groups[of], title="Parcours", reach=reach
    )


def added(cast, resource, collection):
    return cast.perform(actions.add_to_collection, "ana", collection=collection, resource=resource)


def edited(cast, collection, **given):
    collection.refresh_from_db()
    given |= {"collection": collection, "revision": collection.revision}
    return cast.perform(actions.edit_collection, "ana", **given)


def keys(*resources):
    return {Key("resource", row.pk) for row in resources}


def weights(*resources):
    found = {each.id: each.weight for each in present(keys(*resources))}
    return [found[row.pk] for row in resources]


def after(cast, action, **given):
    """Say what an index takes again after something, and what of that says something new."""
    cast.facts()
    cast.perform(action, "ana", **given)
    facts = cast.facts()
    return to_read(facts), touched(facts)


# --- how much -------------------------------------------------------------------------------------
def test_a_resource_counts_by_the_collections_it_stands_in_up_to_five(cast):
    resource, other = written(cast), written(cast)
    told = []
    for _time in range(6):
        added(cast, resource, started(cast))
        told += weights(resource)

    assert told == pytest.approx([1.03, 1.06, 1.09, 1.12, 1.15, 1.15])
    assert weights(other) == [1.0]


def test_a_draft_and_what_is_archived_count_less_however_much_they_are_used(cast):
    draft, archived, published = written(cast, None), written(cast), written(cast)
    cast.perform(writing.archive_resource, "ana", resource=archived)
    for _time in range(5):
        collection = started(cast)
        added(cast, draft, collection)
        added(cast, archived, collection)

    assert weights(draft, archived) == pytest.approx([0.6 * 1.15, 0.5 * 1.15])
    assert max(weights(draft, archived)) < min(weights(published))


def test_of_two_that_answer_alike_what_is_collected_comes_first(cast, index):
    resource, newer = written(cast), written(cast)
    index()
    asked = Query("charte", audiences=held_by(cast.bo), kinds=frozenset({"resource"}))
    before = [hit.id for hit in search(engine(), asked).hits]
    added(cast, resource, started(cast))
    index()

    assert before == [newer.pk, resource.pk]
    assert [hit.id for hit in search(engine(), asked).hits] == [resource.pk, newer.pk]


@pytest.mark.parametrize("many", [1, 30])
def test_reading_takes_the_same_queries_however_many_collections(
    cast, django_assert_num_queries, many
):
    resources = [written(cast) for _each in range(many)]
    for _time in range(3):
        collection = started(cast)
        for resource in resources:
            added(cast, resource, collection)

    with django_assert_num_queries(6):
        assert weights(*resources) == pytest.approx([1.09] * many)


# --- for whom -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("resource", "collection", "of", "counts"),
    [
        (Reach.PUBLIC, Reach.PUBLIC, "listed", True),
        (Reach.PUBLIC, Reach.PUBLIC, "hidden", True),  # its collection is everybody's all the same
        (Reach.PUBLIC, Reach.NETWORK, "listed", False),
        (Reach.PUBLIC, Reach.GROUP, "listed", False),
        (Reach.PUBLIC, Reach.GROUP, "open", False),  # for as long as it is open
        (Reach.NETWORK, Reach.PUBLIC, "listed", True),
        (Reach.NETWORK, Reach.NETWORK, "listed", True),
        (Reach.NETWORK, Reach.GROUP, "listed", False),
        (Reach.GROUP, Reach.PUBLIC, "listed", True),
        (Reach.GROUP, Reach.NETWORK, "listed", False),  # the group may be opened to strangers
        (Reach.GROUP, Reach.GROUP, "listed", True),
        (Reach.GROUP, Reach.GROUP, "hidden", False),
        (None, Reach.PUBLIC, "listed", True),
        (None, Reach.GROUP, "listed", False),
    ],
)
def test_a_collection_counts_where_all_see_it_who_see_the_resource(
    cast, resource, collection, of, counts
):
    made = written(cast, resource)
    (before,) = weights(made)
    added(cast, made, started(cast, collection, of))

    assert weights(made) == pytest.approx([before * (ONCE if counts else 1.0)])


def test_nobody_s_hits_move_by_a_collection_that_others_see(cast, index):
    resource, newer = written(cast), written(cast)
    for _time in range(5):
        added(cast, resource, started(cast, Reach.GROUP, "hidden"))
    index()

    for who in ("zed", "bo"):  # nor for its members: there is one weight for all
        asked = Query("charte", audiences=held_by(cast.actor(who)), kinds=frozenset({"resource"}))
        hits = search(engine(), asked).hits
        assert [hit.id for hit in hits] == [newer.pk, resource.pk]
    assert weights(resource) == [1.0]


def test_a_draft_that_is_published_counts_by_what_its_new_audience_sees(cast):
    resource = written(cast, None)
    added(cast, resource, started(cast, Reach.NETWORK))
    before = weights(resource)
    cast.perform(writing.publish_resource, "ana", resource=resource, reach=Reach.NETWORK)

    assert before == [0.6]
    assert weights(resource) == [ONCE]


def test_whoever_comes_into_a_group_is_told_of_nothing_because_it_was_collected(cast):
    follow()
    hers = saved(cast, "zed", "charte")
    follow()
    resource = written(cast, Reach.GROUP)
    follow()
    Membership.objects.create(group=cast.group, person=cast.person("zed"))
    added(cast, resource, started(cast, Reach.GROUP, "hidden"))
    follow()
    collected = told(hers)
    cast.perform(writing.edit_resource, "bo", resource=resource, revision=1, summary="Autrement")
    follow()
    engine().close()

    assert collected == []
    assert told(hers) == [f"resource:{resource.pk}"]


# --- when -----------------------------------------------------------------------------------------
def test_what_is_collected_otherwise_is_read_again_and_says_nothing_new(cast):
    resource, other = written(cast), written(cast)
    collection = started(cast)
    added(cast, other, collection)
    itself, neither = {Key("collection", collection.pk)}, set()
    one, both = keys(resource), keys(resource, other)

    given = {"collection": collection, "resource": resource}
    assert after(cast, actions.add_to_collection, **given) == (one, neither)
    entry = CollectionEntry.objects.get(resource=resource)
    given = {"collection": collection, "entry": entry, "after": None}
    assert after(cast, actions.move_in_collection, **given) == (neither, neither)
    given = {"entry": entry, "note": "Oui"}
    assert after(cast, actions.annotate_in_collection, **given) == (neither, neither)
    given = {"collection": collection, "revision": 1, "title": "Chemin"}
    assert after(cast, actions.edit_collection, **given) == (itself, itself)
    given = {"collection": collection, "revision": 2, "reach": Reach.PUBLIC}  # as it is
    assert after(cast, actions.edit_collection, **given) == (itself, itself)
    given = {"collection": collection, "revision": 3, "reach": Reach.GROUP}
    assert after(cast, actions.edit_collection, **given) == (itself | both, itself)
    assert after(cast, actions.remove_from_collection, entry=entry) == (one, neither)
    given = {"collection": collection}
    assert after(cast, actions.remove_collection, **given) == (itself | keys(other), itself)


def test_an_edit_that_was_written_down_earlier_may_have_changed_who_sees_it(cast):
    resource, collection = written(cast), started(cast)
    added(cast, resource, collection)
    fact = CollectionEdited.from_data({"collection": str(collection.pk), "revision": 2})

    assert to_read([fact]) == {Key("collection", collection.pk), *keys(resource)}


def test_the_index_agrees_with_the_database_after_each_change(cast, index):
    resource, collection = written(cast), started(cast)

    def known():
        index()
        assert check(engine()).wrong == set()
        return weights(resource)

    assert known() == [1.0]
    entry = added(cast, resource, collection)
    assert known() == [ONCE]
    edited(cast, collection, reach=Reach.NETWORK)
    assert known() == [1.0]
    edited(cast, collection, reach=Reach.PUBLIC)
    assert known() == [ONCE]
    cast.perform(actions.remove_from_collection, "ana", entry=entry)
    assert known() == [1.0]
    added(cast, resource, collection)
    assert known() == [ONCE]
    cast.perform(grouping.edit_group, "ana", group=cast.group, visibility=Visibility.HIDDEN)
    assert known() == [ONCE]
    cast.perform(actions.remove_collection, "ana", collection=collection)
    assert known() == [1.0]


def test_entries_that_an_index_has_not_followed_are_no_difference(cast, index):
    resource, collection = written(cast), started(cast)
    index()
    added(cast, resource, collection)

    assert check(engine()).wrong == set()
    CollectionEntry.objects.all().delete()  # behind the journal's back
    index()
    added(cast, written(cast), collection)
    index()
    CollectionEntry.objects.all().delete()
    assert len(check(engine()).differing) == 1


class Shelves:
    """Resources and collections, and what becomes of them at random."""

    def __init__(self, cast, seed):
        self.cast = cast
        self.chance = random.Random(seed)  # noqa: S311 - the same shelves each time
        self.resources = [written(cast, reach, "open") for reach in (None, *Reach)]
        self.resources += [written(cast, reach) for reach in (None, *Reach)]

    def happen(self, times):
        acts = [self.collect] * 5 + [self.start] * 2 + [self.edit] * 3
        acts += [self.take_out, self.remove, self.publish, self.turn_round]
        for _ in range(times):
            self.chance.choice(acts)()

    def start(self):
        started(self.cast, self._one(list(Reach)), self._one(["open", "listed", "hidden"]))

    def collect(self):
        collection = self._one(list(Collection.objects.order_by("pk")))
        left = [
            each
            for each in self.resources
            if collection and not collection.entries.filter(resource=each).exists()
        ]
        if left:
            added(self.cast, self._one(left), collection)

    def take_out(self):
        if entry := self._one(list(CollectionEntry.objects.order_by("pk"))):
            self.cast.perform(actions.remove_from_collection, "ana", entry=entry)

    def edit(self):
        if collection := self._one(list(Collection.objects.order_by("pk"))):
            given = self._one([{"title": "Chemin"}, *({"reach": each} for each in Reach)])
            edited(self.cast, collection, **given)

    def remove(self):
        if collection := self._one(list(Collection.objects.order_by("pk"))):
            self.cast.perform(actions.remove_collection, "ana", collection=collection)

    def publish(self):
        drafts = Resource.objects.filter(status=ResourceStatus.DRAFT).order_by("pk")
        if resource := self._one(list(drafts)):
            reach = self._one(list(Reach))
            self.cast.perform(writing.publish_resource, "ana", resource=resource, reach=reach)

    def turn_round(self):
        group = self._one([self.cast.groups["open"], self.cast.groups["listed"]])
        visibility = self._one(list(Visibility))
        self.cast.perform(grouping.edit_group, "ana", group=group, visibility=visibility)

    def _one(self, of):
        return self.chance.choice(of) if of else None


@pytest.mark.parametrize("seed", WORLDS)
def test_who_follows_has_what_a_new_index_has_and_no_weight_tells_of_what_is_hidden(
    cast, index, seed
):
    shelves = Shelves(cast, seed)
    counted = 0
    for _ in range(6):
        shelves.happen(10)
        index()
        followed = engine().read(documents)
        assert check(engine()).wrong == set()
        counted += shown_to_all(cast)
        rebuild(engine())
        assert engine().read(documents) == followed
    assert counted


def documents(reader):
    """Give all that an index has, each in few words."""
    top = reader.best(Sought(Between("rank", 0, None), 1000, Order.DATE))
    return {(each.kind, each.id): each.sum for each in reader.stored(top.addresses)}


def shown_to_all(cast):
    """See that each resource counts by no more than anybody who sees it could count."""
    rows = list(Resource.objects.order_by("pk"))
    more = [
        round((weight / WEIGHTS[ResourceStatus(row.status)] - 1) / MUCH_USED * MUCH_COLLECTED)
        for row, weight in zip(rows, weights(*rows), strict=True)
    ]
    for who in EVERYBODY:
        actor = cast.actor(who)
        seen = set(Resource.objects.visible_to(actor))
        entries = CollectionEntry.objects.visible_to(actor)
        for row, times in zip(rows, more, strict=True):
            assert row not in seen or times <= entries.filter(resource=row).count()
    return sum(more)
