"""Elasticsearch behind TLS and keys: who is let in finds all, who is not is told why."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from backend.search.apps import check_address
from backend.search.contract import Poisoned, Position, Query
from backend.search.elastic.address import Address
from backend.search.elastic.engine import Elastic
from backend.search.refusals import SearchUnavailable
from backend.search.searching import search
from tests.engines import OURS, node, remove_indexes
from tests.secured import Secured, new_key

from .test_search_elastic import NETWORK, START, document, fill

pytestmark = pytest.mark.services

ALLIANCE = Query("alliance", NETWORK)


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    """Give a secured door to the node of all tests."""
    opened = Secured(tmp_path_factory.mktemp("secured"), node())
    opened.start()
    yield opened
    opened.stop()
    remove_indexes()


def make(url, key):
    return Elastic(Address.read(url, key))


@pytest.fixture
def engine(door):
    """Give who has the right authority and the right key."""
    made = make(secure(door), door.key)
    fill(made, document(1))
    return made


def secure(door, ca: Path | None = None, host: str = ""):
    given = f"ca={ca or door.authority.ca}&refresh=now"
    return f"elasticsearch+https://{host or door.host}/{OURS}-secured?{given}"


def test_with_its_authority_and_a_key_all_is_as_without(engine, door):
    engine.write([document(2)], [], after=START, position=Position(1))

    again = make(secure(door), door.key)

    assert again.position() == again.searchable() == Position(1)
    assert {hit.id.int for hit in search(again, ALLIANCE).hits} == {1, 2}


WRONG = {
    "another authority": (lambda door: (secure(door, door.other.ca), door.key), "CERTIFICATE"),
    "the system's authorities": (
        lambda door: (secure(door).replace(f"ca={door.authority.ca}&", ""), door.key),
        "CERTIFICATE",
    ),
    "another name": (
        lambda door: (secure(door, host=door.host.replace("127.0.0.1", "localhost")), door.key),
        "CERTIFICATE",
    ),
    "another key": (lambda door: (secure(door), new_key()), "security_exception"),
    "no key": (lambda door: (secure(door), ""), "security_exception"),
    "no TLS": (
        lambda door: (f"elasticsearch://{door.host}/{OURS}-secured", door.key),
        "plain HTTP request was sent to HTTPS port",
    ),
    "TLS where there is none": (
        lambda door: (secure(door, host=node().removeprefix("http://")), door.key),
        "SSL",
    ),
}


@pytest.mark.parametrize("given", WRONG)
def test_who_is_not_let_in_is_told_why_and_no_key_is_shown(engine, door, caplog, given):
    (url, key), why = WRONG[given][0](door), WRONG[given][1]
    wrong = make(url, key)
    caplog.set_level(logging.DEBUG)
    told = repr(vars(wrong))

    for act in (
        wrong.position,
        wrong.searchable,
        lambda: search(wrong, ALLIANCE),
        lambda: wrong.write([document(2)], [], after=START, position=Position(1)),
        lambda: fill(wrong, document(2)),
    ):
        with pytest.raises(SearchUnavailable) as refusal:
            act()
        told += caplog.text
        caplog.clear()
        logging.getLogger(__name__).error("Told in full.", exc_info=refusal.value)
        assert why in caplog.text
        told += caplog.text

    assert engine.position() == START
    assert len(search(engine, ALLIANCE).hits) == 1
    assert door.key not in told
    assert not key or key not in told


def test_a_key_that_may_read_alone_finds_and_writes_nothing(engine, door):
    reading = make(secure(door), door.reader)

    assert len(search(reading, ALLIANCE).hits) == 1
    with pytest.raises(SearchUnavailable) as refusal:
        reading.write([document(2)], [], after=START, position=Position(1))

    assert "unauthorized" in str(refusal.value.__cause__)
    assert (reading.position(), len(search(engine, ALLIANCE).hits)) == (START, 1)


def test_a_key_that_is_taken_back_and_one_that_is_given_again(engine, door):
    door.know(new_key())
    with pytest.raises(SearchUnavailable):
        engine.write([document(2)], [], after=START, position=Position(1))
    with pytest.raises(SearchUnavailable):
        search(engine, ALLIANCE)

    door.know(door.key)
    engine.write([document(2)], [], after=START, position=Position(1))

    assert len(search(engine, ALLIANCE).hits) == 2


def test_what_is_larger_than_the_door_lets_through_is_refused_alone(engine, door):
    many = [document(number, body="alliance " * 200) for number in range(10)]
    door.let_through("20k")

    with pytest.raises(Poisoned) as refused:
        engine.write(
            [*many, document(99, body="alliance " * 5000)],
            [],
            after=START,
            position=Position(1),
        )
    engine.write(many, [], after=START, position=Position(1))

    door.let_through("0")
    assert [key.id.int for key in refused.value.errors] == [99]
    assert "413" in str(*refused.value.errors.values())
    assert search(engine, ALLIANCE).total == 10


def test_a_file_that_holds_no_authority_is_told_when_it_is_read(door, tmp_path):
    empty = tmp_path / "es.pem"
    empty.write_text("no certificate")

    with pytest.raises(ImproperlyConfigured, match="certificates"):
        make(secure(door, empty), door.key)


@pytest.mark.parametrize("url", ["elasticsearch+https://es/communs?ca=/nowhere", "solr://there"])
def test_an_address_that_will_not_do_is_told_at_the_start(settings, url):
    settings.SEARCH_URL = url

    (told,) = check_address()

    assert "SEARCH_URL" in told.msg
    assert "/nowhere" not in told.msg
