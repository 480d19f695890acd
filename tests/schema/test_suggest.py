"""Suggestions and related resources in the graph: what is there for whoever asks, and no more."""

from __future__ import annotations

import pytest

from communs.groups.models import Group
from communs.people import actions as telling
from communs.threads.reach import Reach

from . import making
from .conftest import gid, index

SUGGEST = """
query ($prefix: String!, $kinds: [SearchKind!], $first: Int) {
  suggest(prefix: $prefix, kinds: $kinds, first: $first) {
    kind text html subject { __typename ... on Node { id } }
  }
}
"""
RELATED = """
query ($id: ID!, $first: Int) { resource(id: $id) { related(first: $first) { title } } }
"""
PAGE = "{ resources(first: 50) { nodes { title related { title group { name } } } } }"
HABITAT = "Habitat participatif : des coopératives d'habitants achètent un immeuble"


pytestmark = pytest.mark.usefixtures("own_index")


@pytest.fixture
def suggested(ask):
    """Type as somebody; gives the titles."""

    def suggest(who: str, prefix: str, **given) -> list[str]:
        return [each["text"] for each in ask(who, SUGGEST, prefix=prefix, **given)["suggest"]]

    return suggest


@pytest.fixture
def related(ask):
    """Ask as somebody for what is related to a resource; gives the titles."""

    def titles(who: str, resource, **given) -> list[str]:
        found = ask(who, RELATED, id=gid(resource), **given)["resource"]
        return [each["title"] for each in found["related"]]

    return titles


def test_a_suggestion_is_a_thing_with_what_was_typed_marked(cast, ask):
    resource = making.resource(
        cast, cast.group, title="L'économie <sociale> & solidaire", reach=Reach.PUBLIC
    )
    index()

    (found,) = ask("nobody", SUGGEST, prefix="économie soc")["suggest"]

    assert found == {
        "kind": "RESOURCE",
        "text": "L'économie <sociale> & solidaire",
        "html": "L&#x27;<mark>économie</mark> &lt;<mark>soc</mark>iale&gt; &amp; solidaire",
        "subject": {"__typename": "Resource", "id": gid(resource)},
    }


def test_people_are_suggested_to_members_and_messages_to_nobody(cast, suggested):
    making.thread(cast, cast.groups["open"], "Séminaire", title="Un fil")
    cast.perform(telling.edit_profile, "bo", biography="Je fais alliance")
    name = cast.person("bo").name
    index()

    assert suggested("ana", name[:3], kinds=["PERSON"]) == [name]
    assert suggested("nobody", name[:3], kinds=["PERSON"]) == []
    assert suggested("bo", "séminaire") == []


@pytest.mark.parametrize(
    ("who", "seen"),
    [("bo", {"open", "listed", "hidden"}), ("zed", {"open"}), ("nobody", {"open"})],
)
def test_nothing_of_hidden_groups_is_suggested(cast, suggested, who, seen):
    for name, group in cast.groups.items():
        making.thread(cast, group, title=f"Zygomatique {name}")
    index()

    assert set(suggested(who, "zygo")) == {f"Zygomatique {name}" for name in seen}
    assert set(suggested(who, "zygomatqiue")) == {f"Zygomatique {name}" for name in seen}


def test_what_is_hidden_since_a_moment_is_not_suggested(cast, suggested):
    making.thread(cast, cast.groups["open"], title="Zygomatique")
    index()
    assert suggested("zed", "zygo") == ["Zygomatique"]

    Group.objects.filter(pk=cast.groups["open"].pk).update(visibility="hidden")

    assert suggested("zed", "zygo") == []


@pytest.mark.parametrize("prefix", ["", " ", "?!", "qsdfghjklm"])
def test_what_says_nothing_suggests_nothing(cast, suggested, prefix):
    assert suggested("bo", prefix) == []


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"prefix": "x" * 1001}, "INVALID", "prefix"),
        ({"first": -1}, "INVALID", "first"),
        ({"first": 21}, "LIMITED", "first"),
    ],
)
def test_what_makes_no_sense_is_refused(cast, post, given, code, field):
    answer = post("bo", SUGGEST, **{"prefix": "alliance"} | given)

    (error,) = answer["errors"]
    assert error["extensions"] == {"code": code, "field": field}


def test_suggesting_costs_the_same_however_much_there_is(cast, cost):
    making.thread(cast, cast.group, title="Alliance 0")
    index()
    few = cost("bo", SUGGEST, prefix="alli")

    for number in range(1, 9):
        making.thread(cast, cast.group, title=f"Alliance {number}")
    index()

    assert cost("bo", SUGGEST, prefix="alli") == few


def test_related_are_published_visible_and_of_the_same_words(cast, related):
    one = making.resource(cast, cast.group, title=HABITAT, reach=Reach.PUBLIC)
    making.resource(cast, cast.group, title="Habitat participatif et immeubles", reach=Reach.PUBLIC)
    making.resource(
        cast, cast.groups["hidden"], title="Coopératives d'habitat participatif", reach=Reach.GROUP
    )
    making.resource(cast, cast.group, title="Brouillon d'habitat participatif")
    making.resource(cast, cast.group, title="Monnaie locale", reach=Reach.PUBLIC)
    for number in range(9):
        making.thread(
            cast, cast.groups["open"], f"Réunion {number}", title=f"Compte-rendu {number}"
        )
    index()

    assert related("nobody", one) == ["Habitat participatif et immeubles"]
    assert set(related("bo", one)) == {
        "Habitat participatif et immeubles",
        "Coopératives d'habitat participatif",
    }
    assert len(related("bo", one, first=1)) == 1


def test_a_resource_that_is_not_indexed_yet_has_none_related(cast, related):
    one = making.resource(cast, cast.group, title=HABITAT, reach=Reach.PUBLIC)

    assert related("bo", one) == []


def test_related_resources_cost_the_same_for_a_page_of_any_length(cast, cost):
    def write(times):
        for _ in range(times):
            making.resource(cast, cast.group, title=HABITAT, reach=Reach.PUBLIC)
        index()

    write(2)
    few = cost("bo", PAGE)
    write(6)

    assert cost("bo", PAGE) == few
