"""A secured Elasticsearch that shuts people out for a while: they write on, and find all again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.databases import new_database
from tests.engines import OURS, node, remove_indexes
from tests.secured import Secured, new_key

from .clients import Client, Json
from .postbox import Postbox
from .servers import UNLIMITED, Server, eventually

pytestmark = pytest.mark.services

FOLLOWED_WITHIN = 90.0  # seconds, and a follower that failed waits 30 at most
SEARCH = "query ($q: String!) { search(query: $q) { totalCount } }"


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
) -> Iterator[Server]:
    """A server whose key may come through that door."""
    var = tmp_path_factory.mktemp("communs")
    url = f"elasticsearch+https://{door.host}/{OURS}-secured-journey?ca={door.authority.ca}"
    with new_database(var) as settings:
        server = Server(
            var, "serve", SEARCH_URL=url, SEARCH_API_KEY=door.key, EMAIL_URL=postbox.address,
            **UNLIMITED, **settings,
        )  # fmt: skip
        try:
            server.start()
            yield server
        finally:
            server.kill()


@pytest.fixture(scope="module")
def ada(communs: Server, postbox: Postbox) -> Client:
    return Client(communs, "Ada Essai").join(postbox)


@pytest.fixture(scope="module")
def thread(ada: Client) -> str:
    group = ada.do("createGroup", "group { id }", name="Veille")["id"]
    return ada.do("openThread", "thread { id }", title="Essais", group=group)["id"]


def is_found(ada: Client, word: str) -> bool:
    answer: Json = ada.post(SEARCH, q=word).json()
    return bool(answer["data"]) and answer["data"]["search"]["totalCount"] == 1


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
    communs: Server,
    door: Secured,
    ada: Client,
    thread: str,
    shut: Callable[[Secured], None],
    mend: Callable[[Secured], None],
    why: str,
    word: str,
) -> None:
    ada.say(thread, f"{word} première")
    eventually(lambda: is_found(ada, f"{word} première"), FOLLOWED_WITHIN)
    said = len(communs.words)

    shut(door)

    ada.say(thread, f"{word} seconde")
    refused = ada.post(SEARCH, q=word).json()
    assert [each["extensions"]["code"] for each in refused["errors"]] == ["UNAVAILABLE"]
    assert why not in str(refused)
    health = communs.health()
    assert (health.status_code, health.json()["status"]) == (200, "degraded")
    assert health.json()["search"] == "failing"
    assert why in communs.words[said:]

    mend(door)

    eventually(lambda: is_found(ada, f"{word} seconde"), FOLLOWED_WITHIN)
    communs.run("search_check")
    eventually(lambda: communs.health().json()["status"] == "ok", FOLLOWED_WITHIN)
    for secret in (door.key, door.reader):
        assert secret not in communs.words
        assert secret not in communs.health().text
