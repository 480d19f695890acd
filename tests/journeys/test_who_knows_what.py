"""Who knows what, and where: from the official territories to the people who work in them.

One story on one server, over HTTP alone.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.places import LINES, written

from .clients import Client
from .postbox import Postbox
from .servers import Server

NAMES = "query ($name: String!) { territories(name: $name, first: 1) { nodes { id name } } }"
GOAL = "query ($name: String!) { topics(name: $name, kind: GOAL, first: 1) { nodes { id name } } }"
WHO = """query ($topic: ID, $territory: ID) {
  people(topic: $topic, territory: $territory) { totalCount nodes { name } } }"""
WHAT = """query ($topic: ID, $territory: ID, $order: ResourceOrder) {
  resources(topic: $topic, territory: $territory, orderBy: $order) {
    totalCount nodes { title topics { number } territories { name parents { name } } } } }"""
DOORS = """query ($territory: ID) {
  groups(territory: $territory, joinable: true) { totalCount nodes { id name viewerRole } } }"""


@pytest.fixture(scope="module")
def grounds(communs: Server) -> Server:
    """Load the goals and a few territories, as operators do."""
    communs.run("load_topics")
    communs.run("load_territories", str(written(communs.var, *LINES)))
    return communs


@pytest.fixture(scope="module")
def samira(grounds: Server, postbox: Postbox) -> Client:
    return Client(grounds, "Samira Essai").join(postbox)


@pytest.fixture(scope="module")
def leo(grounds: Server, postbox: Postbox) -> Client:
    return Client(grounds, "Leo Modele").join(postbox)


@pytest.fixture(scope="module")
def named(samira: Client) -> dict[str, str]:
    """Look up, as people type them, what the story speaks of; gives the ids."""
    typed = {"toulouse": NAMES, "occitanie": NAMES, "hauts de france": NAMES, "soreze": NAMES}
    typed |= {"odd 2": GOAL, "ODD17": GOAL}
    return {name: _first(samira.ask(document, name=name)) for name, document in typed.items()}


def _first(answer: dict[str, Any]) -> str:
    ((node,),) = (page["nodes"] for page in answer.values())
    found: str = node["id"]
    return found


def test_members_are_found_by_what_they_know_and_where(samira, leo, named):
    samira.do(
        "classifyProfile",
        "person { id }",
        topics=[named["odd 2"]],
        territories=[named["toulouse"]],
    )
    leo.do("classifyProfile", "person { id }", topics=[named["odd 2"]])

    both = leo.ask(WHO, topic=named["odd 2"])["people"]
    there = leo.ask(WHO, topic=named["odd 2"], territory=named["occitanie"])["people"]
    elsewhere = leo.ask(WHO, territory=named["hauts de france"])["people"]

    assert both == {
        "totalCount": 2,
        "nodes": [{"name": "Leo Modele"}, {"name": "Samira Essai"}],
    }
    assert there == {"totalCount": 1, "nodes": [{"name": "Samira Essai"}]}
    assert elsewhere == {"totalCount": 0, "nodes": []}


def test_what_a_group_writes_is_found_by_everybody_where_it_speaks_of(samira, leo, named):
    group = samira.do("createGroup", "group { id }", name="Alimentation durable", joining="FREE")[
        "id"
    ]
    samira.do("classifyGroup", "group { id }", group=group, territories=[named["soreze"]])
    draft = samira.do(
        "draftResource", "resource { id }", group=group, title="Jardins partagés", kind="GUIDE"
    )["id"]
    given = {"topics": [named["odd 2"], named["ODD17"]], "territories": [named["soreze"]]}
    samira.do("classifyResource", "resource { id }", resource=draft, **given)
    visitor = Client(samira.server)
    asked = {"topic": named["ODD17"], "territory": named["occitanie"], "order": "PUBLISHED"}

    unpublished = visitor.ask(WHAT, **asked)["resources"]
    samira.do("publishResource", "resource { id }", resource=draft, reach="PUBLIC")
    published = visitor.ask(WHAT, **asked)["resources"]
    doors = leo.ask(DOORS, territory=named["occitanie"])["groups"]

    assert unpublished == {"totalCount": 0, "nodes": []}
    parents = [{"name": "Tarn"}, {"name": "CC Aux sources du Canal du Midi"}]
    assert published == {
        "totalCount": 1,
        "nodes": [
            {
                "title": "Jardins partagés",
                "topics": [{"number": 2}, {"number": 17}],
                "territories": [{"name": "Sorèze", "parents": parents}],
            }
        ],
    }
    assert doors["nodes"] == [{"id": group, "name": "Alimentation durable", "viewerRole": None}]

    leo.do("joinGroup", "membership { id }", group=group)
    assert leo.ask(DOORS, territory=named["occitanie"])["groups"]["totalCount"] == 0


def test_only_moderators_change_the_words_of_the_network(samira, named):
    refused = samira.attempt("editTopic", "topic { id }", topic=named["odd 2"], synonyms=["pain"])

    (problem,) = refused["errors"]
    assert problem["code"] == "DENIED"
    assert problem["message"] == "Seules les personnes qui modèrent le réseau peuvent le faire."
    assert samira.ask(GOAL, name="pain")["topics"]["nodes"] == []
