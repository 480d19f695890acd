"""Elasticsearch: what becomes of the index when the cluster fails, on a real node."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from elasticsearch import Elasticsearch

from backend.search.contract import Document, Key, Moved, Order, Poisoned, Position, Query
from backend.search.elastic import answers
from backend.search.elastic.address import Address
from backend.search.elastic.bulk import Gone, Line, send
from backend.search.elastic.engine import Elastic
from backend.search.elastic.generations import Generations, alias_of, writing
from backend.search.elastic.lease import Lease
from backend.search.elastic.rows import position_row
from backend.search.engines import make_engine
from backend.search.indexed import indexed
from backend.search.refusals import RebuildUnderway, SearchUnavailable
from backend.search.searching import search
from tests import nodes

NOON = datetime(2024, 4, 18, 12, tzinfo=UTC)
START = Position(0)
NETWORK = frozenset({"network"})
TOO_LONG = "x" * 40_000  # for a term of Elasticsearch

pytestmark = pytest.mark.services


def document(number, title="Alliance", **known):
    known = {"kind": "resource", "audience": "network", "at": NOON} | known
    return Document(id=UUID(int=number), title=title, **known)


def key(number):
    return str(Key("resource", UUID(int=number)))


def fill(engine, *documents, position=START):
    with engine.rebuild() as new:
        new.add(documents)
        new.switch(position)


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    """Give a node that has room for one write at a time, and one that waits."""
    own = nodes.Node(
        tmp_path_factory.mktemp("node"),
        "thread_pool.write.size=1 thread_pool.write.queue_size=1",
    )
    own.start()
    yield own
    own.stop()


@pytest.fixture
def prefix(request):
    return "test-" + "".join(filter(str.isalnum, request.node.name.lower()))[:60]


@pytest.fixture
def engine(node, prefix):
    made = make_engine(f"elasticsearch://{node.host}/{prefix}?refresh=now")
    fill(made)
    return made


@pytest.fixture
def client(node):
    return Elasticsearch(f"http://{node.host}", request_timeout=30)


@pytest.fixture
def held(client, prefix):
    """Give the ids of the documents that an index holds, the position's left out."""

    def ids():
        client.indices.refresh(index=alias_of(prefix))
        hits = client.search(index=alias_of(prefix), size=5000, source=False)["hits"]["hits"]
        return {hit["_id"] for hit in hits} - {"position"}

    return ids


@pytest.fixture
def index(client, prefix):
    """Name the index that answers."""

    def name():
        (answering,) = client.indices.get_alias(index=alias_of(prefix))
        return answering

    return name


# --- out of reach -------------------------------------------------------------------------------
def test_a_cluster_that_is_down_says_so_and_is_taken_up_when_it_comes(tmp_path):
    late = nodes.Node(tmp_path)
    engine = make_engine(f"elasticsearch://{late.host}/communs?refresh=now")

    for act in (
        engine.position,
        lambda: search(engine, Query("alliance", NETWORK)),
        lambda: engine.write([document(1)], [], after=START, position=Position(1)),
        lambda: fill(engine),
    ):
        with pytest.raises(SearchUnavailable):
            act()

    late.start()
    try:
        assert engine.position() is None
        fill(engine, document(1))
        assert engine.position() == START
    finally:
        late.stop()


def test_killed_in_the_middle_of_a_bulk_the_index_stands_where_it_stood(
    node, engine, client, prefix, held
):
    many = [document(number, body="alliance " * 100) for number in range(2000)]
    line = nodes.Line(node.host)
    line.once_gone(2_500_000, node.kill)
    watched = make_engine(f"elasticsearch://{line.host}/{prefix}?refresh=now")

    with pytest.raises(SearchUnavailable):
        watched.write(many, [], after=START, position=Position(7))
    line.close()
    node.start()
    client.cluster.health(index=alias_of(prefix), wait_for_status="green")

    assert engine.position() == START
    assert 0 < len(held()) < 2000
    engine.write(many, [], after=START, position=Position(7))
    assert engine.position() == Position(7)
    assert held() == {key(number) for number in range(2000)}


def test_a_full_queue_is_waited_for(node, client, prefix):
    engines = [make_engine(f"elasticsearch://{node.host}/{prefix}-{n}") for n in range(3)]
    for engine in engines:
        fill(engine)

    def write(number):
        many = [document(n, body=f"alliance {n} " * 200) for n in range(1000)]
        engines[number].write(many, [], after=START, position=Position(1))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    (stats,) = client.nodes.stats(metric="thread_pool")["nodes"].values()
    assert stats["thread_pool"]["write"]["rejected"] > 0
    assert {engine.position() for engine in engines} == {Position(1)}
    client.indices.refresh(index=f"{prefix}-*")
    assert [client.count(index=alias_of(f"{prefix}-{n}"))["count"] for n in range(3)] == [1001] * 3


def test_a_cluster_that_is_full_is_left_alone_for_longer_and_by_each_for_another_while(monkeypatch):
    waits: list[float] = []
    monkeypatch.setattr(answers.time, "sleep", waits.append)

    for attempt in [0] * 50 + [3] * 50 + [50] * 50:
        answers.wait(attempt)

    some = [waits[at : at + 50] for at in (0, 50, 100)]
    for took, longest in zip(some, (0.1, 0.8, answers.LONGEST_WAIT), strict=True):
        assert longest / 2 <= min(took) < max(took) <= longest
        assert len(set(took)) > 40


def test_an_index_that_may_not_be_written_keeps_its_position(engine, client, index, held):
    client.indices.put_settings(index=index(), settings={"index.blocks.write": True})

    with pytest.raises(SearchUnavailable) as refusal:
        engine.write([document(1)], [], after=START, position=Position(1))
    assert "cluster_block_exception" in repr(refusal.value.__cause__)
    assert (engine.position(), held()) == (START, set())

    client.indices.put_settings(index=index(), settings={"index.blocks.write": None})
    engine.write([document(1)], [], after=START, position=Position(1))
    assert (engine.position(), held()) == (Position(1), {key(1)})


# --- what cannot be taken -----------------------------------------------------------------------
def test_what_is_refused_is_told_by_its_key_and_the_index_does_not_move_on_without_it(engine, held):
    engine.write([document(1), document(2)], [], after=START, position=Position(1))
    refused = [document(n, filters={"group": (TOO_LONG,)}) for n in (1, 4)]

    with pytest.raises(Poisoned) as told:
        engine.write([*refused, document(3)], [], after=Position(1), position=Position(2))

    assert {str(k): repr(error) for k, error in told.value.errors.items()} == {
        key(number): "Refused('document_parsing_exception')" for number in (1, 4)
    }
    assert engine.position() == Position(1)
    gone = [each.key for each in refused]
    engine.write([document(3)], gone, after=Position(1), position=Position(2))
    assert held() == {key(2), key(3)}


def test_a_new_index_lies_in_few_parts_and_is_refreshed_from_when_it_answers(
    engine, client, prefix, index
):
    def told(name):
        return client.indices.get_settings(index=name)[name]["settings"]["index"]

    with engine.rebuild() as new:
        for number in range(4):
            new.add([document(number)])
            time.sleep(0.6)
        made = max(client.indices.get(index=f"{prefix}-v*"))  # names are in order of time
        assert made != index()
        assert told(made)["refresh_interval"] == "-1"
        new.switch(Position(1))

    assert index() == made
    assert told(made)["refresh_interval"] == "500ms"
    (shard,) = client.indices.segments(index=made)["indices"][made]["shards"]["0"]
    assert len(shard["segments"]) <= 2  # and not one for each half second


def test_searching_goes_on_while_the_index_is_replaced(engine, node, prefix):
    fill(engine, document(1, "Alliance"))
    other = make_engine(f"elasticsearch://{node.host}/{prefix}?refresh=now")
    done = threading.Event()

    def searching(own):
        answers = []
        while not done.is_set():
            answers.append([hit.id.int for hit in search(own, Query("alliance", NETWORK)).hits])
        return answers

    with ThreadPoolExecutor(2) as pool:
        searches = [pool.submit(searching, own) for own in (engine, other)]
        try:
            for _round in range(8):
                fill(engine, document(1, "Alliance"))
        finally:  # else the searches never end, and nothing tells why
            done.set()

    answers = [answer for each in searches for answer in each.result()]
    assert len(answers) > 8
    assert [answer for answer in answers if answer != [1]] == []


def test_a_rebuild_goes_on_without_what_is_refused(engine, held):
    with engine.rebuild() as new:
        with pytest.raises(Poisoned) as told:
            new.add([document(1, filters={"group": (TOO_LONG,)}), document(2)])
        assert set(map(str, told.value.errors)) == {key(1)}
        assert new.add([document(2)]) == 1
        new.switch(Position(1))

    assert held() == {key(2)}


def test_a_writer_that_was_held_up_puts_nothing_back(engine, client, index, held):
    engine.write([document(1)], [], after=START, position=Position(5))
    engine.write([], [document(1).key], after=Position(5), position=Position(6))

    late = [Line.of(indexed(document(1, "Before")), 5), Line.of(indexed(document(2)), 5)]
    send(client, writing(index()), late)
    with pytest.raises(Moved):
        engine.write([document(3)], [], after=Position(5), position=Position(7))

    assert held() == {key(2)}
    assert engine.position() == Position(6)


# --- generations --------------------------------------------------------------------------------
def test_an_index_of_an_older_shape_counts_as_none_and_is_swept(engine, client, prefix, index):
    older = f"{prefix}-v2-{'0' * 32}"
    client.indices.delete(index=index())
    client.indices.create(index=older, aliases={f"{prefix}-v2": {}})
    client.index(index=older, id="position", document={"stored": {"entry": 0}})

    assert engine.position() is None
    with pytest.raises(SearchUnavailable):
        search(engine, Query("alliance", NETWORK))
    with pytest.raises(Moved):
        engine.write([], [], after=START, position=Position(1))
    with engine.rebuild() as new:
        assert client.indices.exists(index=older)  # those who know its shape still search there
        new.switch(START)

    assert engine.position() == START
    assert not client.indices.exists(index=older)


def test_an_alias_that_is_gone_or_doubled_counts_as_none(engine, client, prefix, index):
    client.indices.delete_alias(index=index(), name=alias_of(prefix))
    assert engine.position() is None
    with pytest.raises(SearchUnavailable):
        search(engine, Query("alliance", NETWORK))
    fill(engine)
    assert engine.position() == START

    client.indices.create(index=f"{prefix}-other", aliases={alias_of(prefix): {}})
    assert engine.position() is None
    fill(engine)
    assert engine.position() == START


def test_where_two_indexes_tell_a_position_it_is_nobody_s_hit(engine, client, prefix, index):
    fill(engine, document(1, "Alliance"))

    def found():
        def asked(reader, query):
            reader.reached(0)  # so that answers bring the position along
            return query

        question = Query("alliance", NETWORK, order=Order.DATE)
        return [hit.id.int for hit in search(engine, question, asked).hits]

    assert found() == found() == [1]
    other = Generations(client, prefix).create()
    client.index(index=other, id="position", document=position_row(START), refresh=True)
    client.indices.put_alias(index=other, name=alias_of(prefix))

    assert found() == [1]
    client.indices.delete_alias(index=other, name=alias_of(prefix))
    assert found() == [1]


def test_an_index_made_by_mistake_under_our_name_gives_way(engine, client, prefix, index):
    client.indices.delete(index=index())
    client.index(index=alias_of(prefix), document={"title": "a stray write"})
    assert engine.position() is None

    fill(engine, document(1))

    assert engine.position() == START
    assert index() != alias_of(prefix)


def test_a_removed_index_is_not_made_again_by_who_still_writes_there(engine, client, prefix, index):
    left = index()
    fill(engine, position=Position(3))
    assert not client.indices.exists(index=left)

    with pytest.raises(Gone):
        send(client, writing(left), [Line.of(indexed(document(1)), 4)])

    assert set(client.indices.get(index=f"{prefix}-*")) == {index(), f"{prefix}-control"}


def test_a_rebuild_that_was_killed_lets_the_next_one_in_after_a_while(
    engine, client, prefix, index
):
    killed = Elastic(Address.read(f"elasticsearch://{client_host(client)}/{prefix}"))
    building = killed.rebuild()
    building.__enter__().add([document(1)])  # and nobody ever leaves

    with pytest.raises(RebuildUnderway):
        fill(engine)
    run_out(client, prefix)
    fill(engine, position=Position(2))

    assert engine.position() == Position(2)
    assert set(client.indices.get(index=f"{prefix}-*")) == {index(), f"{prefix}-control"}


def test_a_builder_that_was_taken_for_dead_gives_up_and_harms_nobody(engine, client, prefix, held):
    quicker = make_engine(f"elasticsearch://{client_host(client)}/{prefix}")

    with engine.rebuild() as slow:
        slow.add([document(1)])
        run_out(client, prefix)
        with quicker.rebuild() as quick:
            with pytest.raises(RebuildUnderway):
                slow.add([document(2)])
            quick.add([document(3)])
            quick.switch(Position(9))
        with pytest.raises(RebuildUnderway):
            slow.switch(Position(1))

    assert engine.position() == Position(9)
    assert held() == {key(3)}
    fill(engine)


def client_host(client):
    (node,) = client.transport.node_pool.all()
    return f"{node.host}:{node.port}"


def run_out(client, prefix):
    """Let the time of whoever builds be over."""
    client.update(index=f"{prefix}-control", id="rebuild", doc={"until": 0})


def test_a_lease_is_kept_by_moving_it_on(engine, client, prefix):
    now = [1000.0]
    first, second = (Lease(client, f"{prefix}-control", lambda: now[0]) for _ in range(2))
    first.take()

    for _ in range(4):
        now[0] += 20
        first.keep()
        with pytest.raises(RebuildUnderway):
            second.take()
    now[0] += 31
    second.take()

    with pytest.raises(RebuildUnderway):
        first.keep()
    first.let_go()
    with pytest.raises(RebuildUnderway):
        first.take()
    second.let_go()
    first.take()


# --- the address --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("elasticsearch://es/communs", ("http://es:9200",)),
        ("elasticsearch://es:9201/communs/", ("http://es:9201",)),
        ("elasticsearch+https://a,b:9201/communs", ("https://a:9200", "https://b:9201")),
    ],
)
def test_an_address_names_hosts_and_a_prefix(url, hosts):
    assert Address.read(url) == Address(hosts, "communs")


@pytest.mark.parametrize(
    "url",
    [
        "elasticsearch://es",
        "elasticsearch:///communs",
        "elasticsearch://es/Communs",
        "elasticsearch://es/a,b",
        "elasticsearch://es/communs?password=secret",
        "elasticsearch://es/communs?ca=/etc/passwd",
        "elasticsearch+https://es/communs?ca=/nowhere/secret",
        "elasticsearch://ana:secret@es/communs",
        "elasticsearch://es:secret/communs@",
    ],
)
def test_an_address_that_will_not_do_says_why_and_is_not_repeated(url):
    with pytest.raises(ImproperlyConfigured) as refusal:
        make_engine(url)

    assert "secret" not in str(refusal.value)


def test_the_key_is_sent_and_is_in_no_log_and_no_error(settings, caplog):
    settings.SEARCH_API_KEY = "c2VjcmV0OmtleQ=="
    engine = make_engine(f"elasticsearch://127.0.0.1:{nodes.free_port()}/communs")

    with caplog.at_level(logging.DEBUG), pytest.raises(SearchUnavailable) as refusal:
        engine.position()
    logging.getLogger(__name__).error("Told in full.", exc_info=refusal.value)

    assert engine._address.connect()._headers["authorization"] == "ApiKey c2VjcmV0OmtleQ=="  # noqa: SLF001
    assert "c2VjcmV0" not in caplog.text
    assert "c2VjcmV0" not in repr(engine._address)  # noqa: SLF001
