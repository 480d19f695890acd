"""Topics in the graph: the goals, the tree, and what moderators do with it."""

from __future__ import annotations

import pytest

from communs.topics.goals import load_goals
from communs.topics.models import Topic

from .conftest import gid


@pytest.fixture(autouse=True)
def _goals(db):
    load_goals()


def create(mutate, name: str, **given) -> str:
    """Create a topic as nina; gives its id."""
    payload = mutate("nina", "createTopic", "topic { id }", nameFr=name, **given)
    assert payload["errors"] == []
    return payload["topic"]["id"]


def names(ask, **asked) -> list[str]:
    arguments = "$name: String, $kind: TopicKind, $within: ID, $top: Boolean, $archived: Boolean"
    passed = "name: $name, kind: $kind, within: $within, top: $top, archived: $archived"
    document = f"query ({arguments}) {{ topics(first: 100, {passed}) {{"
    document += " totalCount nodes { nameFr } } }"
    page = ask("nobody", document, **asked)["topics"]
    assert page["totalCount"] == len(page["nodes"])
    return [node["nameFr"] for node in page["nodes"]]


def test_the_goals_come_first_by_number(cast, ask, mutate):
    create(mutate, "Alliances")

    page = ask("nobody", "{ topics { nodes { number kind colour nameFr nameEn } } }")["topics"]

    assert [node["number"] for node in page["nodes"]] == [*range(1, 18), None]
    assert page["nodes"][1] == {
        "number": 2,
        "kind": "GOAL",
        "colour": "#DDA63A",
        "nameFr": "Faim « zéro »",
        "nameEn": "Zero Hunger",
    }


@pytest.mark.parametrize(
    ("language", "named"),
    [("fr", ["Faim « zéro »", "Alliances"]), ("en", ["Zero Hunger", "Alliances"])],
)
def test_a_topic_is_named_in_the_language_of_the_reader(cast, post, mutate, language, named):
    create(mutate, "Alliances")

    answer = post("nobody", "{ topics { nodes { name } } }", language)

    nodes = answer["data"]["topics"]["nodes"]
    assert [nodes[1]["name"], nodes[17]["name"]] == named


def test_topics_are_found_by_name_kind_and_place(cast, ask, mutate):
    economy = create(mutate, "Économie", synonyms=["modèle socio-économique"])
    models = create(mutate, "Modèles", parent=economy)
    create(mutate, "Hybridation", parent=models)

    assert names(ask, name="socio economique") == ["Économie"]
    assert names(ask, name="ODD 17") == ["Partenariats pour la réalisation des objectifs"]
    assert names(ask, name="") == []
    assert names(ask, kind="OWN") == ["Hybridation", "Modèles", "Économie"]
    assert names(ask, kind="OWN", top=True) == ["Économie"]
    assert names(ask, within=models) == ["Hybridation", "Modèles"]
    assert names(ask, within=models, name="hyb") == ["Hybridation"]
    assert names(ask, within=gid(cast.group)) == []
    assert names(ask, archived=True) == []
    assert len(names(ask, archived=False)) == 20


def test_the_tree_is_shown_at_a_constant_cost(cast, ask, cost, mutate):
    economy = create(mutate, "Économie")
    create(mutate, "Modèles", parent=economy)
    tree = "{ topics(first: 100) { nodes { name parent { name } children { nodes { name } } } } }"

    few = cost("bo", tree)
    for number in range(40):
        create(mutate, f"Mot {number:02}", parent=economy)

    assert cost("bo", tree) == few
    nodes = ask("bo", tree)["topics"]["nodes"]
    shown = next(node for node in nodes if node["name"] == "Modèles")
    assert shown == {
        "name": "Modèles",
        "parent": {"name": "Économie"},
        "children": {"nodes": []},
    }


def test_a_moderator_looks_after_a_topic(cast, mutate):
    topic = create(mutate, "Alliance", nameEn="Alliance", colour="#19486a")
    above = create(mutate, "Économie")

    edited = mutate(
        "nina",
        "editTopic",
        "topic { nameFr nameEn colour parent { nameFr } }",
        topic=topic,
        nameFr="Alliances",
        nameEn="",
        parent=above,
    )
    archived = mutate("nina", "archiveTopic", "topic { archivedAt }", topic=topic)
    restored = mutate("nina", "restoreTopic", "topic { archivedAt }", topic=topic)

    assert edited["topic"] == {
        "nameFr": "Alliances",
        "nameEn": "",
        "colour": "#19486A",
        "parent": {"nameFr": "Économie"},
    }
    assert archived["topic"]["archivedAt"] is not None
    assert restored == {"topic": {"archivedAt": None}, "errors": []}


@pytest.mark.parametrize(
    ("who", "given", "error"),
    [
        ("ana", {"nameFr": "Alliances"}, {"code": "DENIED", "field": None}),
        ("nobody", {"nameFr": "Alliances"}, {"code": "DENIED", "field": None}),
        ("nina", {"nameFr": "Vie aquatique"}, {"code": "CONFLICT", "field": None}),
        ("nina", {"nameFr": " "}, {"code": "INVALID", "field": "nameFr"}),
        ("nina", {"nameFr": "A", "colour": "red"}, {"code": "INVALID", "field": "colour"}),
        ("nina", {"nameFr": "A", "parent": "x"}, {"code": "MISSING", "field": "parent"}),
    ],
)
def test_a_topic_that_cannot_be_created_says_why(cast, mutate, who, given, error):
    payload = mutate(who, "createTopic", "topic { id }", **given)

    assert payload == {"topic": None, "errors": [error]}
    assert Topic.objects.count() == 17
