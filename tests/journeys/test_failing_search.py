"""Search that fails under a server that runs: people write on, and all is found afterwards."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from tests.nodes import Node

from .networks import Network, network, refusals
from .postbox import Postbox

FIRST = "moisson première"


@pytest.fixture(scope="module")
def distributed(tmp_path_factory: pytest.TempPathFactory, postbox: Postbox) -> Iterator[Network]:
    """A server whose cluster was down when it started, and when the first words were said."""
    node = Node(tmp_path_factory.mktemp("node"))
    url = f"elasticsearch://{node.host}/communs"
    var = tmp_path_factory.mktemp("communs")
    with network(var, postbox, "Ada Essai", node, SEARCH_URL=url) as made:
        made.say(FIRST)
        assert refusals(made.search(FIRST)) == ["UNAVAILABLE"]
        assert made.server.health().status_code == 200
        node.start()
        try:
            yield made
        finally:
            node.stop()


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory, postbox: Postbox) -> Iterator[Network]:
    """A server that searches in a folder of its own."""
    var = tmp_path_factory.mktemp("communs")
    url = f"tantivy://{var}/index"
    with network(var, postbox, "Ida Essai", SEARCH_URL=url) as made:
        yield made


@pytest.mark.services
def test_a_cluster_that_is_down_at_the_start_is_taken_up_when_it_comes(
    distributed: Network,
) -> None:
    distributed.recovers(FIRST)


def killed(network: Network) -> None:
    started(network).kill()


def started_again(network: Network) -> None:
    started(network).start()


def read_only(network: Network) -> None:
    indexes(network).put_settings(index="communs-v*", settings={"index.blocks.write": True})


def writable(network: Network) -> None:
    indexes(network).put_settings(index="communs-v*", settings={"index.blocks.write": None})


def removed(network: Network) -> None:
    indexes(network).delete(index=",".join(indexes(network).get(index="communs-v*")))


def of_an_older_shape(network: Network) -> None:
    """Leave an index of another name alone, as an earlier version would have made it."""
    removed(network)
    indexes(network).create(index=f"communs-v2-{'0' * 32}", aliases={"communs-v2": {}})


def by_itself(_network: Network) -> None:
    """Do nothing."""


@pytest.mark.services
@pytest.mark.parametrize(
    ("fails", "mend"),
    [
        (killed, started_again),
        (read_only, writable),
        (removed, by_itself),
        (of_an_older_shape, by_itself),
    ],
)
def test_whatever_becomes_of_the_cluster_people_write_on_and_all_is_found(
    distributed: Network, fails: Callable[[Network], None], mend: Callable[[Network], None]
) -> None:
    word = fails.__name__.replace("_", "")
    distributed.say(f"{word} première")
    distributed.comes_to_find(f"{word} première")

    fails(distributed)

    distributed.say(f"{word} seconde")
    answer = distributed.search(f"{word} première")
    if fails is read_only:  # what is there answers, and tells how old it is
        assert answer["data"]["search"]["totalCount"] == 1
        assert answer["data"]["search"]["asOf"]
    elif fails is killed:
        assert refusals(answer) == ["UNAVAILABLE"]
    mend(distributed)
    distributed.recovers(f"{word} seconde")


def deleted(network: Network) -> None:
    shutil.rmtree(network.server.var / "index")


def cut(network: Network) -> None:
    """Cut what the index stores short: while nobody reads it, for who does would end."""
    network.server.kill()
    stores = list((network.server.var / "index").glob("*/*.store"))
    assert stores
    for path in stores:
        os.truncate(path, path.stat().st_size // 2)
    network.server.start()


@pytest.mark.parametrize("fails", [deleted, cut])
def test_whatever_becomes_of_the_folder_people_write_on_and_all_is_found(
    embedded: Network, fails: Callable[[Network], None]
) -> None:
    embedded.say(f"{fails.__name__} première")
    embedded.comes_to_find(f"{fails.__name__} première")

    fails(embedded)

    embedded.say(f"{fails.__name__} seconde")
    embedded.recovers(f"{fails.__name__} seconde")
    assert embedded.finds(f"{fails.__name__} première")


def started(network: Network) -> Node:
    assert network.node
    return network.node


def indexes(network: Network) -> Any:
    return Elasticsearch(f"http://{started(network).host}").indices
