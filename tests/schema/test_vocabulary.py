"""The vocabulary in the graph: what moderators say means the same is found by either, at once."""

from __future__ import annotations

import pytest

from backend.journal.following import catch_up
from backend.search.engines import engine
from backend.search.follower import SearchFollower
from backend.search.synonyms import kept
from communs.threads.reach import Reach
from communs.vocabulary.models import SynonymSet

from . import making
from .conftest import gid

FIND = "query ($query: String!) { search(query: $query) { nodes { text } } }"
ESS = ["ESS", "économie sociale et solidaire"]


@pytest.fixture
def find(cast, ask, settings):
    """Search two resources, each of which has one of two expressions; gives the titles found."""
    settings.SEARCH_SYNONYMS = "communs.vocabulary.queries.groups"
    for title in ("Forum de l'ESS", "Semaine de l’Économie sociale et solidaire"):
        making.resource(cast, cast.group, title=title, reach=Reach.PUBLIC)
    catch_up(SearchFollower())
    kept.forget()

    def found(query: str) -> set[str]:
        kept.forget()  # as ten seconds later
        return {hit["text"] for hit in ask("zed", FIND, query=query)["search"]["nodes"]}

    yield found
    kept.forget()
    engine().close()


BOTH = {"Forum de l'ESS", "Semaine de l’Économie sociale et solidaire"}


def test_what_means_the_same_is_found_either_way_while_it_is_said_so(find, mutate):
    shown = "synonymSet { id expressions note }"
    before = [find("ESS"), find("économie sociale et solidaire")]

    payload = mutate("nina", "addSynonyms", shown, expressions=ESS, note="Sigle.")
    during = [
        find("ess"),
        find("economie SOCIALE et solidaire"),
        find("forum de l'économie sociale et solidaire"),
    ]
    removed = mutate("nina", "removeSynonyms", "", synonyms=payload["synonymSet"]["id"])
    after = [find("ESS"), find("économie sociale et solidaire")]

    assert payload["synonymSet"] | {"id": ""} == {"id": "", "expressions": ESS, "note": "Sigle."}
    assert during[:2] == [BOTH, BOTH]
    assert "Forum de l'ESS" in during[2]
    assert removed == {"errors": []}
    assert before == after == [{"Forum de l'ESS"}, {"Semaine de l’Économie sociale et solidaire"}]


@pytest.mark.parametrize("who", ["nina", "zed", "nobody"])
def test_the_vocabulary_is_everybodys_and_its_notes_the_moderators(cast, ask, mutate, who):
    mutate("nina", "addSynonyms", "synonymSet { id }", expressions=ESS, note="Sigle.")
    mutate("nina", "addSynonyms", "synonymSet { id }", expressions=["ODD", "objectif"])

    asked = '{ synonyms(expression: "economie") { totalCount nodes { expressions note } } }'

    note = "Sigle." if who == "nina" else None
    assert ask(who, asked)["synonyms"] == {
        "totalCount": 1,
        "nodes": [{"expressions": ESS, "note": note}],
    }


def test_the_list_costs_the_same_however_long_it_is(cast, cost):
    asked = "{ synonyms(first: 100) { nodes { id expressions note createdAt } } }"
    _make(2)

    few = cost("bo", asked)
    _make(40)

    assert cost("bo", asked) == few


def test_a_set_is_edited_by_its_id(cast, ask, mutate):
    (made,) = _make(1)

    payload = mutate(
        "nina", "editSynonyms", "synonymSet { expressions note }", synonyms=gid(made), note="Voilà."
    )
    shown = ask("nobody", "query ($id: ID!) { synonymSet(id: $id) { expressions } }", id=gid(made))

    assert payload["synonymSet"] == {"expressions": ["mot 0", "terme 0"], "note": "Voilà."}
    assert shown == {"synonymSet": {"expressions": ["mot 0", "terme 0"]}}


@pytest.mark.parametrize(
    ("who", "expressions", "error"),
    [
        ("ana", ESS, {"code": "DENIED", "field": None}),
        ("nobody", ESS, {"code": "DENIED", "field": None}),
        ("nina", ["ESS"], {"code": "INVALID", "field": "expressions"}),
    ],
)
def test_a_set_that_cannot_be_added_says_why(cast, mutate, who, expressions, error):
    payload = mutate(who, "addSynonyms", "synonymSet { id }", expressions=expressions)

    assert payload == {"synonymSet": None, "errors": [error]}
    assert not SynonymSet.objects.exists()


def _make(many: int) -> list[SynonymSet]:
    return SynonymSet.objects.bulk_create(
        SynonymSet(expressions=[f"mot {n}", f"terme {n}"], folded=f" mot {n} / terme {n}")
        for n in range(many)
    )
