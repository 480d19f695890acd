"""A saved search: what comes is heard within seconds, by its owner, of what they may see."""

from __future__ import annotations

from typing import Any

import pytest

from .clients import Client, Line
from .postbox import Postbox
from .servers import Server

HEAR = """subscription ($after: String) { viewerEvents(after: $after) { __typename cursor
  ... on SavedSearchMatched { kind search { name } subject { ... on Resource { title } } }
} }"""


@pytest.fixture(scope="module")
def people(communs: Server, postbox: Postbox) -> tuple[Client, Client]:
    """One who writes, and one who waits."""
    flora = Client(communs, "Flora Essai").join(postbox)
    return flora, Client(communs, "Gino Essai").join(postbox)


def publish(who: Client, group: str, title: str, reach: str) -> None:
    """Draft a resource and publish it."""
    given = {"group": group, "title": title, "kind": "GUIDE"}
    resource = who.do("draftResource", "resource { id }", **given)["id"]
    who.do("publishResource", "resource { id }", resource=resource, reach=reach)


def hear(line: Line) -> Any:
    """Give the next event."""
    frame = line.receive()
    assert frame["type"] == "next", frame
    assert "errors" not in frame["payload"], frame
    return frame["payload"]["data"]["viewerEvents"]


def test_who_saved_a_search_hears_of_what_matches_and_of_nothing_hidden(
    people: tuple[Client, Client],
) -> None:
    flora, gino = people
    closed = {"name": "Cercle clos", "visibility": "HIDDEN", "joining": "INVITATION"}
    group = flora.do("createGroup", "group { id }", **closed)["id"]
    search = {"query": "l'évaluation partenariale", "kinds": ["RESOURCE"]}
    gino.do("saveSearch", "savedSearch { id }", name="Évaluer", search=search)
    after = gino.ask("{ viewer { liveCursor } }")["viewer"]["liveCursor"]

    with gino.line() as line:
        line.subscribe(HEAR, after=after)
        publish(flora, group, "Évaluation partenariale, entre nous", "GROUP")
        publish(flora, group, "Évaluations partenariales, pour tous", "PUBLIC")
        event = hear(line)
        quiet = line.is_quiet()

    assert event.pop("cursor")
    assert event == {
        "__typename": "SavedSearchMatched",
        "kind": "RESOURCE",
        "search": {"name": "Évaluer"},
        "subject": {"title": "Évaluations partenariales, pour tous"},
    }
    assert quiet
    (mine,) = gino.ask("{ viewer { savedSearches { nodes { newHits { totalCount } } } } }")[
        "viewer"
    ]["savedSearches"]["nodes"]
    assert mine == {"newHits": {"totalCount": 1}}


def test_nobody_hears_for_another_and_a_visitor_hears_nothing(
    communs: Server, postbox: Postbox, people: tuple[Client, Client]
) -> None:
    flora, hana = people[0], Client(communs, "Hana Essai").join(postbox)
    group = flora.do("createGroup", "group { id }", name="Cercle ouvert", visibility="OPEN")["id"]
    for who in (flora, hana):
        search = {"query": "charte"}
        who.do("saveSearch", "savedSearch { id }", name=who.name, search=search)

    with flora.line() as writers, hana.line() as waiting, Client(communs).line() as visitors:
        for line in (writers, waiting, visitors):
            line.subscribe(HEAR)
        assert visitors.refusal()[0]["extensions"]["code"] == "DENIED"
        publish(flora, group, "Charte d'accueil", "PUBLIC")

        assert hear(waiting)["search"] == {"name": "Hana Essai"}
        assert writers.is_quiet()
