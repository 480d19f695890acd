"""Collections: who starts and orders them, who sees what is in them, what is refused."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from backend.rules import Conflict, Denied, Invalid, Limited, Missing
from communs.collections import actions, facts, ordering, rules
from communs.collections.models import Collection, CollectionEntry
from communs.groups.models import Membership
from communs.threads.reach import Reach
from tests.cast import EVERYBODY
from tests.communs.happened import happened
from tests.schema import making

pytestmark = pytest.mark.django_db

ALL = set(EVERYBODY)


@pytest.fixture
def collection(cast):
    return started(cast)


def started(cast, who="bo", of="listed", **given):
    given = {"title": "Parcours", **given}
    return cast.perform(actions.start_collection, who, group=cast.groups[of], **given)


def added(cast, collection, who="bo", *, title="La charte", reach=Reach.PUBLIC, **given):
    resource = making.resource(cast, cast.groups["listed"], title=title, reach=reach)
    return cast.perform(
        actions.add_to_collection, who, collection=collection, resource=resource, **given
    )


def moved(cast, entry, after=None, who="bo", collection=None):
    return cast.perform(
        actions.move_in_collection,
        who,
        collection=collection or entry.collection,
        entry=entry,
        after=after,
    )


def titles(cast, who="bo"):
    rows = CollectionEntry.objects.visible_to(cast.actor(who)).order_by("place", "id")
    return "".join(rows.values_list("resource__title", flat=True))


# --- who x may --------------------------------------------------------------------------------


@pytest.mark.parametrize("of", ["open", "listed", "hidden"])
def test_members_who_write_start_collections(cast, of):
    assert cast.may(rules.can_start, cast.groups[of]) == {"ana", "mo", "bo"}


def test_who_started_it_and_those_who_look_after_the_group_go_on(cast, collection):
    entry = added(cast, collection)

    for rule, thing in (
        (rules.can_edit, collection),
        (rules.can_add, collection),
        (rules.can_move, collection),
        (rules.can_annotate, entry),
        (rules.can_take_out, entry),
    ):
        assert cast.may(rule, thing) == {"ana", "mo", "bo"}
    assert cast.may(rules.can_remove, collection) == {"ana", "mo", "bo", "nina"}


def test_another_member_looks_on(cast):
    by_ana = started(cast, "ana")

    assert cast.may(rules.can_edit, by_ana) == {"ana", "mo"}


@pytest.mark.parametrize("change", [{"role": "observer"}, None])
def test_who_no_longer_writes_in_the_group_no_longer_curates(cast, collection, change):
    membership = Membership.objects.filter(person=cast.person("bo").pk, group=cast.group)
    membership.update(**change) if change else membership.delete()

    assert not rules.can_edit(cast.actor("bo"), collection)
    assert not rules.can_remove(cast.actor("bo"), collection)


# --- who sees ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "reach", "who"),
    [
        ("open", None, ALL),
        ("listed", None, {"ana", "mo", "bo", "ob"}),
        ("hidden", Reach.GROUP, {"ana", "mo", "bo", "ob"}),
        ("hidden", Reach.NETWORK, ALL - {"nobody"}),
        ("hidden", Reach.PUBLIC, ALL),
    ],
)
def test_a_collection_is_there_for_whom_that_was_said(cast, of, reach, who):
    assert cast.who_see(started(cast, of=of, reach=reach)) == who


@pytest.mark.parametrize(
    ("collection_s", "resource_s", "who"),
    [
        (Reach.PUBLIC, Reach.PUBLIC, ALL),
        (Reach.PUBLIC, Reach.NETWORK, ALL - {"nobody"}),
        (Reach.PUBLIC, Reach.GROUP, {"ana", "mo", "bo", "ob"}),
        (Reach.PUBLIC, None, {"ana", "mo", "bo"}),  # a draft: its editors
        (Reach.GROUP, Reach.PUBLIC, {"ana", "mo", "bo", "ob"}),
    ],
)
def test_an_entry_is_seen_with_both_its_collection_and_its_resource(
    cast, collection_s, resource_s, who
):
    collection = started(cast, reach=collection_s)

    assert cast.who_see(added(cast, collection, reach=resource_s)) == who


# --- texts ------------------------------------------------------------------------------------


def test_a_collection_is_started_and_edited_from_a_revision(cast):
    collection = started(cast, title=" Pas à\npas ", summary="Un", description="# Deux\r\n")
    assert (collection.title, collection.summary, collection.description) == (
        "Pas à pas",
        "Un",
        "# Deux",
    )

    edited = cast.perform(
        actions.edit_collection,
        "mo",
        collection=collection,
        revision=1,
        summary="",
        reach=Reach.PUBLIC,
    )

    edited.refresh_from_db()
    assert (edited.title, edited.summary, edited.description) == ("Pas à pas", "", "# Deux")
    assert (edited.revision, edited.audience) == (2, "public")
    assert happened() == [
        facts.CollectionStarted(collection=collection.pk),
        facts.CollectionEdited(collection.pk, revision=2, audience_changed=True),
    ]


def test_an_edit_from_another_revision_conflicts(cast, collection):
    with pytest.raises(Conflict) as refused:
        cast.perform(
            actions.edit_collection, "bo", collection=collection, revision=2, title="Autre"
        )

    assert refused.value.current.title == "Parcours"
    assert Collection.objects.get().title == "Parcours"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "a" * 201}, "title"),
        ({"summary": "a" * 1_001}, "summary"),
        ({"description": "a" * 20_001}, "description"),
    ],
)
def test_what_is_too_long_or_empty_is_refused(cast, given, field):
    with pytest.raises(Invalid) as refused:
        started(cast, **given)

    assert refused.value.field == field
    assert not Collection.objects.exists()


def test_a_collection_is_removed_and_its_resources_stay(cast, collection):
    entry = added(cast, collection)

    cast.perform(actions.remove_collection, "bo", collection=collection)

    assert (Collection.objects.count(), CollectionEntry.objects.count()) == (0, 0)
    entry.resource.refresh_from_db()
    assert happened()[-2:] == [
        facts.EntryRemoved(collection=collection.pk, entry=entry.pk, resource=entry.resource_id),
        facts.CollectionRemoved(collection=collection.pk),
    ]


# --- order ------------------------------------------------------------------------------------


def test_resources_stand_in_the_order_they_were_put_in(cast, collection):
    entries = [added(cast, collection, title=title, note=f" {title} ") for title in "ABC"]

    assert titles(cast) == "ABC"
    assert [entry.note for entry in entries] == ["A", "B", "C"]
    assert happened()[-1] == facts.ResourceCollected(
        collection=collection.pk, entry=entries[2].pk, resource=entries[2].resource_id
    )


def test_an_entry_is_moved_behind_another_or_to_the_front(cast, collection):
    a, b, c = (added(cast, collection, title=title) for title in "ABC")

    moved(cast, c)
    assert titles(cast) == "CAB"
    moved(cast, c, after=a)
    assert titles(cast) == "ACB"
    moved(cast, a, after=b)
    assert titles(cast) == "CBA"
    moved(cast, c)
    assert titles(cast) == "CBA"
    assert happened()[-1] == facts.EntryMoved(collection=collection.pk, entry=c.pk)


def test_a_move_changes_the_place_of_one_alone(cast, collection):
    a, b, c = (added(cast, collection, title=title) for title in "ABC")
    before = {row.pk: row.place for row in CollectionEntry.objects.exclude(pk=c.pk)}

    moved(cast, c, after=a)

    assert {row.pk: row.place for row in CollectionEntry.objects.exclude(pk=c.pk)} == before
    assert before[a.pk] < CollectionEntry.objects.get(pk=c.pk).place < before[b.pk]


def test_where_room_ran_out_it_is_made_again(cast, collection, monkeypatch):
    entries = [added(cast, collection, title=title) for title in "ABCDE"]
    for place, entry in enumerate(entries, 1):
        CollectionEntry.objects.filter(pk=entry.pk).update(place=place)

    moved(cast, entries[4], after=entries[0])
    moved(cast, entries[3])

    assert titles(cast) == "DAEBC"


def test_many_moves_to_one_spot_keep_the_order(cast, collection):
    entries = [added(cast, collection, title=title) for title in "ABCDE"]
    for _ in range(12):
        for entry in entries[1:]:
            moved(cast, entry, after=entries[0])

    assert titles(cast) == "AEDCB"


def test_an_entry_stays_in_its_collection(cast, collection):
    entry = added(cast, collection)
    other = started(cast, title="Autre")
    elsewhere = added(cast, other, title="B")

    for given in (
        {"entry": entry, "after": elsewhere},
        {"entry": entry, "after": entry},
        {"entry": entry, "collection": other},
    ):
        with pytest.raises(Invalid):
            moved(cast, **given)

    assert CollectionEntry.objects.get(pk=entry.pk).place == entry.place


def test_a_resource_is_in_a_collection_once(cast, collection):
    entry = added(cast, collection)

    with pytest.raises(IntegrityError), transaction.atomic():
        cast.perform(
            actions.add_to_collection, "bo", collection=collection, resource=entry.resource
        )

    assert CollectionEntry.objects.count() == 1


def test_a_resource_that_is_not_seen_is_not_put_in(cast, collection):
    hidden = making.resource(cast, cast.groups["hidden"], reach=Reach.GROUP)
    Membership.objects.filter(person=cast.person("bo").pk, group=cast.groups["hidden"]).delete()
    hidden.contributors.all().delete()
    type(hidden).objects.filter(pk=hidden.pk).update(created_by=cast.person("ana"))

    with pytest.raises(Missing):
        cast.perform(actions.add_to_collection, "bo", collection=collection, resource=hidden)


def test_a_collection_has_an_end(cast, collection, monkeypatch):
    monkeypatch.setattr(ordering, "MOST_ENTRIES", 2)
    added(cast, collection)
    added(cast, collection, title="B")

    with pytest.raises(Limited, match="At most 2"):
        added(cast, collection, title="C")

    assert CollectionEntry.objects.count() == 2


def test_a_note_is_said_anew_and_an_entry_taken_out(cast, collection):
    entry = added(cast, collection, note="Un")

    noted = cast.perform(actions.annotate_in_collection, "mo", entry=entry, note=" Deux ")
    cast.perform(actions.remove_from_collection, "mo", entry=entry)

    assert noted.note == "Deux"
    assert not CollectionEntry.objects.exists()
    assert happened()[-2:] == [
        facts.EntryAnnotated(collection=collection.pk, entry=entry.pk),
        facts.EntryRemoved(collection=collection.pk, entry=entry.pk, resource=entry.resource_id),
    ]


@pytest.mark.parametrize("who", ["ob", "zed", "nobody"])
def test_who_may_not_changes_nothing(cast, who):
    collection = started(cast, reach=Reach.PUBLIC)
    entry = added(cast, collection)
    before = len(happened())

    for act in (
        lambda: added(cast, collection, who, title="B"),
        lambda: moved(cast, entry, who=who),
        lambda: cast.perform(actions.annotate_in_collection, who, entry=entry, note="x"),
        lambda: cast.perform(actions.remove_from_collection, who, entry=entry),
        lambda: cast.perform(actions.remove_collection, who, collection=collection),
        lambda: cast.perform(
            actions.edit_collection, who, collection=collection, revision=1, title="x"
        ),
    ):
        with pytest.raises(Denied):
            act()

    entry.refresh_from_db()
    assert (entry.note, CollectionEntry.objects.count(), Collection.objects.get().revision) == (
        "",
        1,
        1,
    )
    assert [type(fact).__module__ for fact in happened()[before:]] == [
        "communs.resources.facts"
    ] * 2  # of the resource alone that `added` drafts and publishes
