"""Collections in the graph: in order, and for each only what they see."""

from __future__ import annotations

import pytest

from backend.graphql.ids import to_global_id
from backend.models import new_key
from communs.collections import actions
from communs.collections.models import Collection, CollectionEntry
from communs.resources.models import Resource
from communs.threads.reach import Reach

from . import making
from .conftest import gid

COLLECTION = """
query ($id: ID!) { collection(id: $id) {
  title summary description descriptionHtml revision group { name } createdBy { name }
  entries { totalCount nodes { note noteHtml addedBy { name } resource { title }
            collection { title } } }
} }
"""
COLLECTIONS = """
query ($group: ID) { collections(group: $group, first: 50) { totalCount nodes {
  title entries(first: 3) { totalCount nodes { resource { title } } } } } }
"""
STANDS_IN = """
{ resources(first: 50) { nodes { title collections { totalCount nodes { title } } } } }
"""


def started(cast, of="listed", *, title="Parcours", reach=Reach.PUBLIC, **given):
    return cast.perform(
        actions.start_collection, "bo", group=cast.groups[of], title=title, reach=reach, **given
    )


def add(cast, collection, resource, **given):
    return cast.perform(
        actions.add_to_collection, "bo", collection=collection, resource=resource, **given
    )


@pytest.fixture
def collection(cast):
    """Give a public collection of resources for fewer and fewer."""
    made = started(cast, summary="Pas à pas", description="*Venez*")
    for reach in (Reach.PUBLIC, Reach.NETWORK, Reach.GROUP, None):
        title = reach.value if reach else "draft"
        resource = making.resource(cast, cast.group, title=title, reach=reach)
        add(cast, made, resource, note=f"*{title}*")
    return made


def test_a_collection_shows_itself_in_order(cast, ask, collection):
    shown = ask("bo", COLLECTION, id=gid(collection))["collection"]

    entries = shown.pop("entries")
    assert shown == {
        "title": "Parcours",
        "summary": "Pas à pas",
        "description": "*Venez*",
        "descriptionHtml": "<p><em>Venez</em></p>\n",
        "revision": 1,
        "group": {"name": "Groupe listed"},
        "createdBy": {"name": "Bo"},
    }
    assert [each["resource"]["title"] for each in entries["nodes"]] == [
        "public",
        "network",
        "group",
        "draft",
    ]
    assert entries["nodes"][0] == {
        "note": "*public*",
        "noteHtml": "<p><em>public</em></p>\n",
        "addedBy": {"name": "Bo"},
        "resource": {"title": "public"},
        "collection": {"title": "Parcours"},
    }


@pytest.mark.parametrize(
    ("who", "titles"),
    [
        ("bo", ["public", "network", "group", "draft"]),
        ("ob", ["public", "network", "group"]),
        ("zed", ["public", "network"]),
        ("nobody", ["public"]),
    ],
)
def test_each_sees_what_is_for_them_and_counts_no_more(cast, ask, collection, who, titles):
    one = ask(who, COLLECTION, id=gid(collection))["collection"]["entries"]
    many = ask(who, COLLECTIONS)["collections"]["nodes"][0]["entries"]

    assert [each["resource"]["title"] for each in one["nodes"]] == titles
    assert one["totalCount"] == many["totalCount"] == len(titles)
    assert [each["resource"]["title"] for each in many["nodes"]] == titles[:3]


def test_an_entry_that_is_not_yours_is_not_there(cast, ask, mutate, collection):
    entry = CollectionEntry.objects.get(resource__title="draft")
    asked = "query ($id: ID!) { node(id: $id) { id } }"

    assert ask("bo", asked, id=gid(entry))["node"] == {"id": gid(entry)}
    random = to_global_id("CollectionEntry", new_key())
    assert ask("ob", asked, id=gid(entry)) == ask("ob", asked, id=random) == {"node": None}
    answers = [
        mutate("ob", "removeFromCollection", "collection { title }", entry=each)
        for each in (gid(entry), random)
    ]
    assert answers == [{"collection": None, "errors": [{"code": "MISSING", "field": "entry"}]}] * 2


def test_the_collections_that_a_resource_stands_in_are_those_that_one_sees(cast, ask, collection):
    resource = Resource.objects.get(title="public")
    other = started(cast, title="Du groupe", reach=Reach.GROUP)
    add(cast, other, resource)

    def shown(who):
        nodes = ask(who, STANDS_IN)["resources"]["nodes"]
        (found,) = (each for each in nodes if each["title"] == "public")
        return found["collections"]["totalCount"], [
            each["title"] for each in found["collections"]["nodes"]
        ]

    assert shown("bo") == (2, ["Du groupe", "Parcours"])
    assert shown("nobody") == (1, ["Parcours"])


def test_collections_are_asked_for_by_group(cast, ask):
    for of in ("open", "listed", "hidden"):
        started(cast, of, title=of)

    def found(who, group):
        shown = ask(who, COLLECTIONS, group=group)["collections"]
        assert shown["totalCount"] == len(shown["nodes"])
        return [each["title"] for each in shown["nodes"]]

    assert found("zed", None) == ["hidden", "listed", "open"]
    assert found("zed", gid(cast.groups["listed"])) == ["listed"]
    assert found("bo", gid(cast.groups["hidden"])) == ["hidden"]
    nothing = [
        gid(cast.groups["hidden"]),
        to_global_id("Group", new_key()),
        "x",
        gid(cast.person("bo")),
    ]
    assert [found("zed", each) for each in nothing] == [[]] * 4


def test_a_collection_is_made_and_ordered(cast, mutate):
    resources = [
        gid(making.resource(cast, cast.group, title=title, reach=Reach.PUBLIC)) for title in "AB"
    ]
    made = mutate(
        "bo", "startCollection", "collection { id title }", group=gid(cast.group), title="Neuve"
    )["collection"]
    collection = {"collection": made["id"]}
    shown = "collection { title revision entries { nodes { note resource { title } } } }"
    entry = f"collectionEntry {{ id note {shown} }}"

    first, second = (
        mutate("bo", "addToCollection", entry, **collection, resource=resource)["collectionEntry"]
        for resource in resources
    )
    again = mutate("bo", "addToCollection", entry, **collection, resource=resources[0])
    noted = mutate("bo", "annotateInCollection", entry, entry=first["id"], note="Lisez")
    moved = mutate(
        "bo", "moveInCollection", entry, **collection, entry=first["id"], after=second["id"]
    )
    edited = mutate("bo", "editCollection", shown, **collection, revision=1, title="Vieille")
    late = mutate("ana", "editCollection", shown, **collection, revision=1, title="En retard")
    out = mutate("bo", "removeFromCollection", shown, entry=second["id"])
    gone = mutate("bo", "removeCollection", "__typename", **collection)

    assert again == {
        "collectionEntry": None,
        "errors": [{"code": "CONFLICT", "field": None}],
    }
    assert noted["collectionEntry"]["note"] == "Lisez"
    assert moved["collectionEntry"]["collection"]["entries"]["nodes"] == [
        {"note": "", "resource": {"title": "B"}},
        {"note": "Lisez", "resource": {"title": "A"}},
    ]
    assert (edited["collection"]["title"], edited["collection"]["revision"]) == ("Vieille", 2)
    assert late["errors"] == [{"code": "CONFLICT", "field": "revision"}]
    assert late["collection"]["title"] == "Vieille"
    assert [each["resource"] for each in out["collection"]["entries"]["nodes"]] == [{"title": "A"}]
    assert gone["errors"] == []
    assert not Collection.objects.exists()


def test_a_collection_is_paged_through_while_it_is_reordered(cast, ask, collection):
    page = """query ($id: ID!, $after: String) { collection(id: $id) {
      entries(first: 1, after: $after) { nodes { resource { title } }
        pageInfo { hasNextPage endCursor } } } }"""
    last = CollectionEntry.objects.get(resource__title="draft")
    seen, after = [], None

    for step in range(9):
        shown = ask("bo", page, id=gid(collection), after=after)["collection"]["entries"]
        seen += [each["resource"]["title"] for each in shown["nodes"]]
        after = shown["pageInfo"]["endCursor"]
        if step == 1:  # what is moved to the front was not seen, and what stays is seen once
            cast.perform(
                actions.move_in_collection, "bo", collection=collection, entry=last, after=None
            )
        if not shown["pageInfo"]["hasNextPage"]:
            break

    assert seen == ["public", "network", "group"]


def test_collections_cost_the_same_for_many(cast, cost, collection):
    add(cast, started(cast, title="Deux"), Resource.objects.get(title="public"))

    def costs():
        one = cost("bo", COLLECTION, id=gid(collection))
        return cost("bo", COLLECTIONS), cost("bo", STANDS_IN), one

    few = costs()

    for number in range(38):
        other = started(cast, title=f"N{number}")
        for resource in Resource.objects.all()[:2]:
            add(cast, other, resource)
    for _ in range(20):
        add(cast, collection, making.resource(cast, cast.group, reach=Reach.PUBLIC))

    assert costs() == few
