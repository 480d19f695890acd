"""Search that fails amid its writing under a server that runs: people write on, all is found."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from elasticsearch import ApiError, Elasticsearch
from inotify_simple import INotify, flags

from tests.nodes import Line, Node

from .networks import Network, network, refusals
from .postbox import Postbox
from .servers import Server, eventually

NARROW = "thread_pool.write.size=1 thread_pool.write.queue_size=1"
MANY = 130  # messages, so long that a bulk of them goes out in two portions
LONG = " ".join(f"mot{number}" for number in range(2_600))
AMID_THE_SECOND = 6_000_000  # bytes: a portion has five million at most
FAILS_WITHIN = 60.0  # seconds
SEEN_WITHIN = 10.0  # seconds
TRIES = 20
FULL = b"es_rejected_execution_exception"
GRAMS = {"tokenizer": {"grams": {"type": "ngram", "min_gram": 1, "max_gram": 400}}}
SLOW = "ab" * 5_000  # read by these grams, about a second's work for a node


@dataclass
class Cluster:
    """A node that writes one thing at a time while one waits, and the line that leads there."""

    node: Node
    line: Line

    @property
    def client(self) -> Elasticsearch:
        """A client that goes there by another way."""
        return Elasticsearch(f"http://{self.node.host}", request_timeout=60)

    def count(self) -> int:
        """Count what the index has."""
        client = self.client
        client.cluster.health(index="communs-v*", wait_for_status="yellow", timeout="30s")
        client.indices.refresh(index="communs-v*")
        return int(client.count(index="communs-v*")["count"])

    @contextmanager
    def full(self) -> Iterator[None]:
        """Have others write so slowly that there is no room left."""
        client = self.client
        analyzer = {"slow": {"type": "custom", "tokenizer": "grams"}}
        text = {"type": "text", "analyzer": "slow", "index_options": "docs", "norms": False}
        client.indices.create(
            index="others",
            settings={"max_ngram_diff": 400, "analysis": GRAMS | {"analyzer": analyzer}},
            mappings={"properties": {"text": text}},
        )
        ending = threading.Event()

        def write() -> None:
            while not ending.is_set():
                with suppress(ApiError):  # full, as it should be
                    client.index(index="others", document={"text": SLOW})
                time.sleep(0.01)

        writers = ThreadPoolExecutor(4)
        writing = [writers.submit(write) for _ in range(4)]
        try:
            yield
        finally:
            ending.set()
            writers.shutdown()
            client.indices.delete(index="others")
        for each in writing:
            each.result()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    node = Node(tmp_path_factory.mktemp("node"), NARROW)
    node.start()
    line = Line(node.host)
    try:
        yield Cluster(node, line)
    finally:
        line.close()
        node.stop()


@pytest.fixture(scope="module")
def distributed(
    cluster: Cluster, tmp_path_factory: pytest.TempPathFactory, postbox: Postbox
) -> Iterator[Network]:
    """A server that reaches its cluster over that line."""
    url = f"elasticsearch://{cluster.line.host}/communs"
    var = tmp_path_factory.mktemp("communs")
    with network(var, postbox, "Ada Essai", cluster.node, SEARCH_URL=url) as made:
        yield made


@pytest.fixture
def embedded(tmp_path_factory: pytest.TempPathFactory, postbox: Postbox) -> Iterator[Network]:
    """A server that searches in a folder of its own."""
    var = tmp_path_factory.mktemp("communs")
    with network(var, postbox, "Ida Essai", SEARCH_URL=f"tantivy://{var}/index") as made:
        yield made


@pytest.mark.services
def test_a_node_that_is_killed_in_the_middle_of_a_bulk_has_all_of_it_in_the_end(
    distributed: Network, cluster: Cluster
) -> None:
    distributed.say("bulk première")
    distributed.comes_to_find("bulk première")
    before = cluster.count()
    cluster.line.cut()  # so that much waits to be written at once
    for _ in range(MANY):
        distributed.say(f"bulk moisson {LONG}")

    def fail() -> None:
        cluster.node.kill()
        cluster.line.cut()  # so that nobody writes there before we looked

    cluster.line.once_gone(AMID_THE_SECOND, fail)
    cluster.line.mend()
    try:
        eventually(lambda: cluster.line.is_cut, FAILS_WITHIN)
        distributed.say("bulk seconde")
        assert refusals(distributed.search("bulk première")) == ["UNAVAILABLE"]
        assert distributed.server.health().status_code == 200
    finally:
        cluster.node.start()
        some = cluster.count()
        cluster.line.mend()
    assert before < some < before + MANY
    distributed.recovers("bulk seconde")
    assert distributed.search("bulk moisson")["data"]["search"]["totalCount"] == MANY


def refusals_heard(cluster: Cluster, _server: Server) -> int:
    """Count how often the cluster has told the server that it is full."""
    return cluster.line.came_back.count(FULL)


def refusals_told(_cluster: Cluster, server: Server) -> int:
    """Count them where the follower, after all its patience, has failed of it."""
    return server.words.encode().count(FULL)


@pytest.mark.services
@pytest.mark.parametrize("upto", [refusals_heard, refusals_told])
def test_a_cluster_that_is_full_answers_with_its_age_and_has_all_when_there_is_room(
    distributed: Network, cluster: Cluster, upto: Callable[[Cluster, Server], int]
) -> None:
    word = upto.__name__.replace("_", "")
    distributed.say(f"{word} première")
    distributed.comes_to_find(f"{word} première")
    said, before = 0, upto(cluster, distributed.server)

    def tells_its_age() -> bool:
        found = distributed.search(f"{word} première")["data"]
        return bool(found and found["search"]["totalCount"] == 1 and found["search"]["asOf"])

    def has_lasted() -> bool:
        nonlocal said
        distributed.say(f"{word} seconde")
        said += 1
        return upto(cluster, distributed.server) > before

    with cluster.full():
        distributed.say(f"{word} moisson")
        eventually(tells_its_age, FAILS_WITHIN)
        eventually(has_lasted, FAILS_WITHIN)
        assert distributed.server.health().status_code == 200

    distributed.say(f"{word} troisième")
    distributed.recovers(f"{word} troisième")
    assert distributed.finds(f"{word} moisson")
    assert distributed.search(f"{word} seconde")["data"]["search"]["totalCount"] == said


def test_a_server_that_is_killed_in_a_commit_of_its_index_has_all_of_it_in_the_end(
    embedded: Network,
) -> None:
    said = ["moisson"]
    embedded.say(said[0])
    embedded.comes_to_find(said[0])
    embedded.server.kill()

    while not is_amid_a_commit(embedded.server):
        assert len(said) < TRIES
        embedded.server.start()  # so that what it writes now is what it writes after the next start
        said.append(uuid4().hex)
        with kill_in_a_commit(embedded.server):
            embedded.say(f"{said[-1]} {LONG}")
    embedded.server.start()

    embedded.recovers(said[-1])
    assert all(embedded.finds(word) for word in said)


@contextmanager
def kill_in_a_commit(server: Server) -> Iterator[None]:
    """Kill a server as soon as it begins to put down what the commit of what is said drops."""
    with INotify() as files:
        files.add_watch(meta_of(server).parent, flags.CREATE)
        yield
        deadline = time.monotonic() + SEEN_WITHIN
        while time.monotonic() < deadline:
            if any(event.name.endswith(".del") for event in files.read(timeout=100)):
                break
        server.kill()


def is_amid_a_commit(server: Server) -> bool:
    """Whether the index has put down what a commit drops, and not yet that the commit counts."""
    meta = meta_of(server)
    dropped = [int(path.suffixes[0][1:]) for path in meta.parent.glob("*.del")]
    return max(dropped, default=0) > json.loads(meta.read_text())["opstamp"]


def meta_of(server: Server) -> Path:
    """Where the index says what counts."""
    (meta,) = (server.var / "index").glob("*/meta.json")
    return meta
