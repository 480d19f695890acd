"""Related documents, on every engine: what shares telling words and topics, and may be seen."""

from __future__ import annotations

from uuid import UUID

import pytest

from backend.search.contract import Key, Seeker
from backend.search.engines import make_engine
from backend.search.searching import relate
from tests.engines import ENGINES, address

from .test_search_contract import NETWORK, add, document, fill

PUBLISHED = {"status": ("published",)}


@pytest.fixture(params=ENGINES)
def engine(request, tmp_path):
    made = make_engine(address(request.param, tmp_path / "index", shared="relating"))
    fill(made)
    yield made
    made.close()


def resource(number, title, body="", **known):
    """Make a published resource."""
    filters = PUBLISHED | known.pop("filters", {})
    return document(number, title, body=body, filters=filters, **known)


def related(engine, number, *, audiences=NETWORK, first=10):
    """Give the numbers of what is related to one, in order."""
    key = Key("resource", UUID(int=number))
    return [each.id.int for each in relate(engine, Seeker(audiences), [key], first)[key]]


def test_what_shares_more_telling_words_is_nearer(engine):
    add(
        engine,
        resource(1, "Habitat participatif", "Des coopératives achètent un immeuble."),
        resource(2, "Habitat participatif", "Acheter un immeuble en coopérative."),
        resource(3, "L'habitat participatif en ville"),
        resource(4, "Une monnaie locale", "Payer au marché."),
        resource(5, "L'habitat des oiseaux"),
    )

    assert related(engine, 1) == [2, 3]
    assert related(engine, 1, first=1) == [2]
    assert related(engine, 4) == []


def test_a_rare_word_tells_more_than_a_frequent_one(engine):
    add(
        engine,
        resource(1, "Projet commun de compostage en quartier"),
        resource(2, "Projet commun"),
        resource(3, "Compostage en quartier"),
        resource(8, "Quartier calme"),
        *(resource(n, f"Projet commun numéro {n}") for n in range(10, 30)),
    )

    assert related(engine, 1, first=1) == [3]


def test_what_is_about_the_same_is_related_and_counts(engine):
    topic = {"topic": ("7",)}
    add(
        engine,
        resource(1, "Habitat participatif", filters=topic),
        resource(2, "Habitat participatif"),
        resource(3, "Habitat participatif", filters=topic),
        resource(4, "Une monnaie locale", filters=topic),
        resource(5, "Une monnaie locale"),
    )

    assert related(engine, 1) == [3, 2, 4]


def test_only_what_is_published_of_the_kind_and_for_this_person_is_related(engine):
    add(
        engine,
        resource(1, "Habitat participatif"),
        document(2, "Habitat participatif"),
        resource(3, "Habitat participatif", kind="event"),
        resource(4, "Habitat participatif", audience="group:1"),
        resource(5, "Habitat participatif"),
    )

    assert related(engine, 1) == [5]
    assert set(related(engine, 1, audiences=NETWORK | {"group:1"})) == {4, 5}
    assert related(engine, 1, audiences=frozenset({"group:1"})) == []


def test_hidden_documents_change_nothing_of_what_is_related_nor_of_its_order(engine):
    add(
        engine,
        resource(1, "Compostage collectif et jardin partagé"),
        resource(2, "Compostage collectif"),
        resource(3, "Jardin partagé"),
        resource(4, "Jardin partagé"),
    )
    before = related(engine, 1)

    add(
        engine,
        *(resource(n, "Compostage collectif", audience="group:1") for n in range(100, 200)),
    )

    assert before == [2, 4, 3]
    assert related(engine, 1) == before


def test_a_document_that_is_not_there_has_none_related(engine):
    add(engine, resource(1, "Habitat participatif"))

    assert related(engine, 9) == []


def test_a_document_without_words_has_none_related(engine):
    add(engine, resource(1, "Le de la 12"), resource(2, "Le de la 12"))

    assert related(engine, 1) == []
