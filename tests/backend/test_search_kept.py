"""What is kept of an answer: it is of one state of the index, and of what one person may see."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from backend.search.contract import Order, Position, Query
from backend.search.embedded import opened
from backend.search.embedded.generations import stamp_of
from backend.search.embedded.opened import Commit, Opened
from backend.search.embedded.reading import TantivyReader
from backend.search.embedded.rows import put
from backend.search.engines import make_engine
from backend.search.finding import find
from backend.search.indexed import indexed
from backend.search.placing import this_hour
from backend.search.searching import search
from tests.engines import ENGINES, address

from .test_search_contract import NOON, add, document, fill

PUBLIC = frozenset({"public"})
MEMBER = frozenset({"public", "group:a"})


@pytest.fixture(params=ENGINES)
def engine(request, tmp_path):
    made = make_engine(address(request.param, tmp_path / "index", shared="kept"))
    fill(
        made,
        document(1, "Alliance", audience="public", filters={"topic": ("a",)}),
        document(2, "Alliance", audience="group:a", filters={"topic": ("b",)}),
    )
    yield made
    made.close()


def ask(engine, query):
    """Search as the graph does: only where answers bring the position along is anything kept."""

    def asked(reader, query):
        reader.reached(0)
        return query

    return search(engine, query, asked)


def topics(engine, text="alliance", *, audiences, **asked):
    """Ask twice, and give what is counted both times."""
    query = Query(text, audiences, facets=("topic",), **asked)
    first, second = ask(engine, query), ask(engine, query)
    assert first.facets == second.facets
    assert first.did_you_mean == second.did_you_mean
    return dict(first.facets["topic"]), first.did_you_mean


@pytest.mark.parametrize("asked_first", [PUBLIC, MEMBER])
def test_what_was_counted_for_one_is_not_told_to_another(engine, asked_first):
    topics(engine, audiences=asked_first)

    assert topics(engine, audiences=PUBLIC) == ({"a": 1}, None)
    assert topics(engine, audiences=MEMBER) == ({"a": 1, "b": 1}, None)
    assert topics(engine, audiences=PUBLIC, kinds=frozenset({"group"})) == ({}, None)


def found(engine, *, audiences, owner=None):
    """Ask twice, and give the numbers of those found both times."""
    query = Query("alliance", audiences, owner)
    first, second = ([hit.id.int for hit in ask(engine, query).hits] for _ in range(2))
    assert first == second
    return set(first)


@pytest.mark.parametrize("asked_first", [PUBLIC, MEMBER])
def test_what_was_found_by_one_is_not_told_to_another(engine, asked_first):
    owner = UUID(int=7)
    add(engine, document(3, "Alliance", audience="draft", owner=owner))
    found(engine, audiences=asked_first)

    assert found(engine, audiences=PUBLIC) == {1}
    assert found(engine, audiences=MEMBER) == {1, 2}
    assert found(engine, audiences=PUBLIC, owner=owner) == {1, 3}
    assert found(engine, audiences=PUBLIC, owner=UUID(int=8)) == {1}


def test_what_was_meant_by_one_is_not_told_to_another(engine):
    add(engine, document(3, "Gouvernance", audience="group:a", filters={"topic": ("c",)}))

    assert topics(engine, "gouvernence", audiences=MEMBER) == ({"c": 1}, "gouvernance")
    assert topics(engine, "gouvernence", audiences=PUBLIC) == ({}, None)


def test_what_is_written_is_counted_at_the_next_question(engine):
    assert topics(engine, audiences=PUBLIC) == ({"a": 1}, None)
    assert topics(engine, "gouvernence", audiences=PUBLIC) == ({}, None)

    add(
        engine,
        document(1, "Alliance", audience="group:a", filters={"topic": ("a",)}),
        document(4, "Gouvernance", audience="public", filters={"topic": ("d",)}),
    )

    assert topics(engine, audiences=PUBLIC) == ({}, None)
    assert topics(engine, audiences=MEMBER) == ({"a": 1, "b": 1}, None)
    assert topics(engine, "gouvernence", audiences=PUBLIC) == ({"d": 1}, "gouvernance")


def test_what_was_found_without_counts_is_counted_when_it_is_asked_for(engine):
    bare = Query("alliance", MEMBER)
    narrow = replace(bare, facets=("topic",), filters={"topic": ("a",)})
    both = replace(bare, facets=("kind", "topic"))

    assert ask(engine, bare).facets == {}
    assert topics(engine, audiences=MEMBER) == ({"a": 1, "b": 1}, None)
    assert dict(ask(engine, both).facets["topic"]) == {"a": 1, "b": 1}
    assert dict(ask(engine, narrow).facets["topic"]) == {"a": 1, "b": 1}
    assert ask(engine, narrow).total == 1
    assert ask(engine, replace(both, text="absent")).facets == {"kind": (), "topic": ()}


def shown(engine, text, audiences):
    """Ask twice, and give the best hit as it was shown both times."""
    query = Query(text, audiences, first=1)
    first, second = (ask(engine, query).hits[0].highlight for _ in range(2))
    assert first == second
    return first.html


def test_a_hit_is_shown_as_it_is_found_by_whom_and_by_what_and_as_it_is_now(engine):
    later = NOON + timedelta(days=1)
    add(
        engine,
        document(3, "Charte prime", audience="public"),
        document(4, "Charte deux", audience="group:a", at=later),
    )

    assert shown(engine, "charte", PUBLIC) == "<mark>Charte</mark> prime"
    assert shown(engine, "charte", MEMBER) == "<mark>Charte</mark> deux"
    assert shown(engine, "deux", MEMBER) == "Charte <mark>deux</mark>"

    add(engine, document(4, "Charte des deux", audience="group:a", at=later))

    assert shown(engine, "deux", MEMBER) == "Charte des <mark>deux</mark>"
    assert shown(engine, "charte", PUBLIC) == "<mark>Charte</mark> prime"


def test_what_is_left_out_is_not_counted_whatever_was_counted_before(engine):
    gone = document(2, "Alliance").key

    assert topics(engine, audiences=MEMBER) == ({"a": 1, "b": 1}, None)
    assert topics(engine, audiences=MEMBER, without=frozenset({gone})) == ({"a": 1}, None)


def test_what_is_known_of_a_state_is_of_that_state_whoever_reloads_meanwhile(tmp_path, monkeypatch):
    own = Opened(tmp_path, is_new=True)
    before, stale = write(own, 1), stamp_of(tmp_path / "meta.json")
    late = []

    def made(searcher):
        """Look, as another thread does that saw the stamp before the commit."""
        with monkeypatch.context() as earlier:
            earlier.setattr(opened, "stamp_of", lambda _path: stale)
            late.append(own.newest())
        return Commit(searcher)

    monkeypatch.setattr(opened, "Commit", made)
    after = write(own, 2)

    assert late == [before]
    for commit, number in ((before, 1), (after, 2)):
        assert commit.position() == Position(number)
        assert find(TantivyReader(commit), Query("alliance", PUBLIC)).total == number
    own.close()


def write(own, number):
    """Write one more document, and give the commit in which it is there."""
    put(own.writer(), indexed(document(number, "Alliance", audience="public")))
    own.commit(Position(number))
    return own.newest()


def test_what_is_asked_otherwise_is_answered_otherwise(engine):
    add(
        engine,
        document(3, "Alliance", audience="public", at=datetime(2021, 5, 4, tzinfo=UTC)),
        document(4, "Le mot alliance y est", audience="public", kind="group"),
    )
    later = datetime(2022, 1, 1, tzinfo=UTC)

    def numbers(**asked):
        hits = ask(engine, Query("alliance", PUBLIC, **asked)).hits
        return [hit.id.int for hit in hits]

    for _ in range(2):
        assert set(numbers()) == {1, 3, 4}
        assert numbers(order=Order.DATE)[-1] == 3
        assert set(numbers(since=later)) == {1, 4}
        assert numbers(until=later) == [3]
        assert numbers(kinds=frozenset({"group"})) == [4]
        assert numbers(keys=(document(1).key,)) == [1]
        assert numbers(filters={"topic": ("a",)}) == [1]
        assert set(numbers(without=frozenset({document(1).key}))) == {3, 4}


def test_a_page_of_another_size_is_a_page_of_that_size(engine):
    fill(engine, *(document(number, "Alliance") for number in range(1, 31)))
    question = Query("alliance", frozenset({"network"}), facets=("kind",))

    for size in (3, 25, 3, 1, 25):
        page = ask(engine, replace(question, first=size))
        assert (len(page.hits), page.total, page.has_next) == (size, 30, True)
    second = ask(engine, replace(question, after=page.hits[-1].cursor))
    assert (len(second.hits), second.has_next) == (5, False)
    assert {hit.key for hit in page.hits}.isdisjoint(hit.key for hit in second.hits)


def test_what_is_worth_more_from_some_hour_on_comes_first_from_then_on(engine, monkeypatch):
    fill(engine, document(1, "Alliance", audience="public", at=datetime.now(UTC)))
    (now,) = ask(engine, Query("alliance", PUBLIC)).hits

    later = this_hour() + timedelta(days=3_650)
    for module in ("finding", "elastic.translating"):
        monkeypatch.setattr(f"backend.search.{module}.this_hour", lambda: later)
    (then,) = ask(engine, Query("alliance", PUBLIC)).hits

    assert then.score < now.score
