"""What an index still has and the database no longer shows is not found."""

from __future__ import annotations

import logging
from dataclasses import replace
from uuid import UUID

import pytest

from backend import journal
from backend.journal.following import catch_up
from backend.journal.models import Entry
from backend.search import lagging
from backend.search.contract import Key, Query
from backend.search.correcting import RARE
from backend.search.engines import engine
from backend.search.follower import SearchFollower
from backend.search.lagging import NEAR, Lag, lag
from backend.search.rebuilding import position_at
from backend.search.refusals import QueryTooLong, SearchBehind, SearchUnavailable
from backend.search.searching import search
from tests.engines import ENGINES, address, remove_indexes

from .remarks import Remark, RemarkMade, Remarks, write

pytestmark = pytest.mark.django_db(transaction=True)

ALLIANCE = Query("alliance", frozenset({"public"}), facets=("group",))
on_elasticsearch = pytest.mark.parametrize(
    "scheme", [pytest.param("elasticsearch", marks=pytest.mark.services)], indirect=True
)


@pytest.fixture(autouse=True, params=ENGINES)
def scheme(remarks, request, settings, tmp_path):
    """Search in an index of this test's own, which is there."""
    settings.SEARCH_URL = address(request.param, tmp_path / "search")
    own = engine()
    catch_up(SearchFollower())
    yield request.param
    own.close()


ENOUGH = RARE + 1  # documents with a word, which is taken for no mistake then


def as_of_now(reader, query):
    """Ask for nothing that is there no more."""
    keys = lag(reader).keys
    left = Remark.objects.filter(pk__in=[key.id for key in keys]).values_list("pk", flat=True)
    gone = frozenset(key for key in keys if key.id not in set(left))
    return replace(query, without=gone, unsure=frozenset(keys))


def total(text="alliance"):
    """Search as the graph does, and count."""
    return search(engine(), replace(ALLIANCE, text=text), as_of_now).total


def as_of():
    """Say how old what is found is."""
    lags = [Lag()]
    found = search(engine(), ALLIANCE, lambda reader, asked: lags.append(lag(reader)) or asked)
    return lags[-1].as_of(found.reached)


def remove(remark):
    with journal.atomic():
        Remark.objects.filter(pk=remark.pk).delete()
        journal.record(RemarkMade(remark=remark.pk))


@pytest.fixture
def asked(caplog):
    """Give what was asked of the cluster since this was asked last."""
    caplog.set_level(logging.INFO, "elastic_transport.transport")

    def requests():
        lines = [r.getMessage() for r in caplog.records if r.name == "elastic_transport.transport"]
        caplog.clear()
        return [line.split()[1].split("?")[0].rsplit("/", 1)[1] for line in lines]

    return requests


@pytest.mark.parametrize("later", [0, 2, 2 * NEAR])
def test_what_is_removed_is_not_counted_before_the_index_has_followed(later):
    stays, goes = write("Alliance"), write("Alliance")
    catch_up(SearchFollower())
    assert total() == 2

    remove(goes)
    for _ in range(later):
        write("Charte")
    assert total() == total() == 1
    catch_up(SearchFollower())

    assert total() == 1
    remove(stays)
    assert total() == 0


def test_an_index_that_is_behind_tells_how_old_it_is(monkeypatch):
    write("Alliance")
    catch_up(SearchFollower())
    assert as_of() is None

    behind = [write("Charte") for _ in range(3)]
    first = Entry.objects.order_by("-id")[len(behind) - 1]
    assert as_of() == first.at
    assert total("charte") == 0

    monkeypatch.setattr(lagging, "NEAR", 0)
    monkeypatch.setattr(lagging, "MOST", len(behind) - 1)
    with pytest.raises(SearchBehind) as refused:
        total()
    told = {"code": "UNAVAILABLE", "asOf": first.at.isoformat()}
    assert refused.value.extensions == told
    catch_up(SearchFollower())
    assert (as_of(), total("charte")) == (None, 3)


def test_an_index_that_is_put_back_to_an_earlier_day_is_held_to_that_day():
    stays, goes = write("Alliance"), write("Alliance")
    catch_up(SearchFollower())
    before = position_at(journal.head())

    with engine().rebuild() as new:
        new.add([Remarks().document(each) for each in (stays, goes)])
        remove(goes)
        catch_up(SearchFollower())
        assert total() == 1  # and that the index has followed is known from here on
        new.switch(before)

    assert total() == 1


@on_elasticsearch
def test_a_search_brings_the_position_along(asked):
    for _ in range(ENOUGH):
        write("Alliance rurale")
    catch_up(SearchFollower())
    total()
    asked()

    assert total("rurale") == ENOUGH
    assert asked() == ["_search"]


@on_elasticsearch
def test_what_was_found_is_not_asked_for_again_while_the_position_stays(asked):
    for _ in range(ENOUGH):
        write("Alliance")
    catch_up(SearchFollower())
    assert total() == ENOUGH
    asked()

    assert total() == ENOUGH
    assert asked() == ["position"]

    write("Alliance")
    assert total() == ENOUGH  # not there yet; and that the journal went on is known without it
    catch_up(SearchFollower())
    asked()
    assert total() == ENOUGH + 1
    assert asked() == ["position", "_search"]


@on_elasticsearch
def test_what_was_found_in_an_index_is_not_found_in_the_next_one_at_the_same_position():
    write("Alliance")
    catch_up(SearchFollower())
    assert total() == total() == 1

    with engine().rebuild() as new:
        new.switch(engine().position())

    assert total() == 0


@on_elasticsearch
def test_facets_that_a_question_is_narrowed_by_are_counted_at_once(asked):
    write("Alliance")
    catch_up(SearchFollower())
    total()
    asked()

    names = ("group", "licence", "language", "topic")
    narrowed = replace(ALLIANCE, facets=names, filters=dict.fromkeys(names[:3], ("x",)))
    assert search(engine(), narrowed).total == 0
    assert asked() == ["_search", "_msearch", "_msearch"]  # hits, other words, counts


@on_elasticsearch
def test_where_much_was_written_since_the_last_search_the_position_is_asked_for_once(asked):
    write("Alliance")
    catch_up(SearchFollower())
    total()
    for _ in range(NEAR + 1):
        write("Alliance")
    catch_up(SearchFollower())
    asked()

    assert total() == NEAR + 2
    assert total("alliances") == NEAR + 2
    assert asked() == ["position", "_search", "_search"]


@on_elasticsearch
def test_what_is_refused_in_an_answer_of_several_is_told_as_what_it_is():
    write("Alliance")
    catch_up(SearchFollower())
    assert total() == 1

    many = tuple(Key("remark", UUID(int=number)) for number in range(70_000))
    with pytest.raises(QueryTooLong):
        search(engine(), replace(ALLIANCE, keys=many), as_of_now)
    remove_indexes()
    with pytest.raises(SearchUnavailable):
        total()
