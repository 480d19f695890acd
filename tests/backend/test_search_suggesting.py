"""Suggestions on every engine: what may be meant by what is half typed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from backend.search.contract import Query
from backend.search.engines import make_engine
from backend.search.refusals import QueryTooLong
from backend.search.searching import suggest
from backend.search.sought import LONGEST_TITLE
from tests.engines import ENGINES, address

from .test_search_contract import NETWORK, NOON, add, document, fill


@pytest.fixture(params=ENGINES)
def engine(request, tmp_path):
    made = make_engine(address(request.param, tmp_path / "index", shared="suggesting"))
    fill(made)
    yield made
    made.close()


def suggested(engine, text, *, audiences=NETWORK, **asked):
    """Give the numbers of what is suggested, in order."""
    return [each.id.int for each in suggest(engine, Query(text, audiences, **asked))]


def marked(engine, text):
    """Give the only suggestion, as HTML."""
    (only,) = suggest(engine, Query(text, NETWORK))
    return only.highlight.html


@pytest.mark.parametrize(
    "typed",
    [
        "s",
        "sém",
        "SEMINAIRE",
        "séminaire de l'é",
        "séminaire de",
        "eco sem",
        "éco solid",
        "séminaires éco",
        "l'écono",
        "solidaire",
    ],
)
def test_each_word_of_a_title_is_found_by_its_beginning(engine, typed):
    add(
        engine,
        document(1, "Séminaire de l'économie solidaire"),
        document(2, "Charte", body="Séminaire de l'économie solidaire"),
    )

    assert suggested(engine, typed) == [1]


@pytest.mark.parametrize("typed", ["économie charte", "minaire", "ae", "", " ", "«", "-", "🎉"])
def test_what_no_title_has_is_not_suggested(engine, typed):
    add(engine, document(1, "Séminaire de l'économie"), document(2, "Charte"))

    assert suggested(engine, typed) == []


def test_titles_that_begin_so_come_first_then_what_moved_last(engine):
    day = timedelta(days=1)
    add(
        engine,
        document(1, "Charte des communs", at=NOON + 3 * day),
        document(2, "Communs en fête", at=NOON),
        document(3, "Les communs", at=NOON - day, active=NOON + day),
        document(4, "Vers les communs", at=NOON + 2 * day),
    )

    assert suggested(engine, "commu") == [3, 2, 1, 4]
    assert suggested(engine, "les commu") == [3, 2, 1, 4]
    assert suggested(engine, "le") == [3]


def test_a_title_is_suggested_once_of_each_kind(engine):
    add(
        engine,
        *(document(n, "L'Économie", kind="event", at=NOON + timedelta(n)) for n in range(1, 40)),
        document(40, "l'economie"),
        document(41, "Économie", kind="person"),
    )

    assert suggested(engine, "écon", kinds=frozenset({"event"})) == [39]
    assert suggested(engine, "écon", kinds=frozenset({"resource", "person"})) == [41, 40]


def test_no_more_are_suggested_than_asked_for(engine):
    add(engine, *(document(n, f"Alliance {n}") for n in range(1, 40)))

    assert len(suggested(engine, "alli", first=3)) == 3
    assert len(suggested(engine, "alli", first=100)) == 20
    assert suggested(engine, "alli", first=0) == []


def test_nothing_is_suggested_to_those_who_may_not_see_it(engine):
    add(
        engine,
        document(1, "Zygomatique", audience="group:1"),
        document(2, "Zygomatique", audience="group:2"),
    )

    assert suggested(engine, "zygo") == []
    assert suggested(engine, "zyomatique") == []
    assert suggested(engine, "zygo", audiences=frozenset({"group:2"})) == [2]


@pytest.mark.parametrize("typed", ["semianire", "seminire", "seminaore", "semian", "semmin"])
def test_mistakes_are_forgiven_when_nothing_else_is_found(engine, typed):
    add(engine, document(1, "Le séminaire"), document(2, "La charte"))

    assert suggested(engine, typed) == [1]
    assert marked(engine, typed) == "Le <mark>séminaire</mark>"


def test_what_is_mistyped_is_not_suggested_beside_what_is_not(engine):
    add(engine, document(1, "Le séminaire", kind="event"), document(2, "Les semailles"))

    assert suggested(engine, "semai") == [2]
    assert suggested(engine, "semai", kinds=frozenset({"event"})) == [1]


def test_a_title_of_any_length_is_suggested_by_its_beginning(engine):
    add(engine, document(1, "L'économie " + "é" * 40_000))

    assert len(marked(engine, "écon")) == LONGEST_TITLE + len("&#x27;</mark><mark>") - 1


@pytest.mark.parametrize("typed", ["sme", "xyz", "chrate séminaire"])
def test_mistakes_in_what_is_short_or_in_what_stands_apart_are_not(engine, typed):
    add(engine, document(1, "Le séminaire"), document(2, "La charte"))

    assert suggested(engine, typed) == []


@pytest.mark.parametrize(
    ("title", "typed", "html"),
    [
        ("L'économie <b>", "éco", "L&#x27;<mark>éco</mark>nomie &lt;b&gt;"),
        ("Les œuvres", "oeuv", "Les <mark>œuv</mark>res"),
        ("Les œuvres", "o", "Les <mark>œ</mark>uvres"),
        ("Un séminaire", "semi", "Un <mark>sémi</mark>naire"),
        ("Communs et commune", "comm", "<mark>Comm</mark>uns et <mark>comm</mark>une"),
        ("Le commun local", "communs loc", "Le <mark>commun</mark> <mark>loc</mark>al"),
        ("Les communs", "les", "Les communs"),
    ],
)
def test_what_was_typed_is_marked_and_all_else_is_text(engine, title, typed, html):
    add(engine, document(1, title))

    assert marked(engine, typed) == html


def test_a_title_in_english_is_read_as_such(engine):
    add(engine, document(1, "The commons of our cities", language="en"))

    assert suggested(engine, "commons of our cit") == [1]
    assert suggested(engine, "the com") == [1]


@pytest.mark.parametrize("typed", ["x" * 1001, "-".join("bfklpruvwx" * 6)])
def test_what_is_longer_than_anybody_types_is_refused(engine, typed):
    with pytest.raises(QueryTooLong) as refusal:
        suggested(engine, typed)

    assert refusal.value.field == "prefix"
