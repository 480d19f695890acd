"""A secured Elasticsearch that shuts people out for a while: they write on, and find all again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.engines import OURS, node, remove_indexes
from tests.secured import Secured, new_key

from .networks import Network, network, refusals
from .postbox import Postbox

pytestmark = pytest.mark.services


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    opened = Secured(tmp_path_factory.mktemp("door"), node())
    opened.start()
    yield opened
    opened.stop()
    remove_indexes()


@pytest.fixture(scope="module")
def communs(
    tmp_path_factory: pytest.TempPathFactory, postbox: Postbox, door: Secured
) -> Iterator[Network]:
    """A network whose server's key may come through that door."""
    var = tmp_path_factory.mktemp("communs")
    url = f"elasticsearch+https://{door.host}/{OURS}-secured-journey?ca={door.authority.ca}"
    search = {"SEARCH_URL": url, "SEARCH_API_KEY": door.key}
    with network(var, postbox, "Ada Essai", **search) as made:
        yield made


def key_taken_back(door: Secured) -> None:
    door.know(new_key())


def key_given_again(door: Secured) -> None:
    door.know(door.key)


def shown_by_another(door: Secured) -> None:
    door.certify(door.other)


def shown_by_ours(door: Secured) -> None:
    door.certify(door.authority)


@pytest.mark.parametrize(
    ("shut", "mend", "why", "word"),
    [
        (key_taken_back, key_given_again, "security_exception", "moisson"),
        (shown_by_another, shown_by_ours, "CERTIFICATE_VERIFY_FAILED", "vendange"),
    ],
)
def test_who_is_shut_out_writes_on_and_all_is_found_once_that_is_mended(
    communs: Network,
    door: Secured,
    shut: Callable[[Secured], None],
    mend: Callable[[Secured], None],
    why: str,
    word: str,
) -> None:
    server = communs.server
    communs.say(f"{word} première")
    communs.comes_to_find(f"{word} première")
    said = len(server.words)

    shut(door)

    communs.say(f"{word} seconde")
    refused = communs.search(word)
    assert refusals(refused) == ["UNAVAILABLE"]
    assert why not in str(refused)
    health = server.health()
    assert (health.status_code, health.json()["status"]) == (200, "degraded")
    assert health.json()["search"] == "failing"
    assert why in server.words[said:]

    mend(door)

    communs.recovers(f"{word} seconde")
    for secret in (door.key, door.reader):
        assert secret not in server.words
        assert secret not in server.health().text
