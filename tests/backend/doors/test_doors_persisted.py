"""Documents that are named instead of sent: by their hash, or from a list that is trusted."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import md5, sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from backend.graphql.documents import Rejected
from backend.graphql.doors.persisted import LARGEST, PLACES, Shelf, hashed

from .conftest import Server, manage
from .talking import HEAR, eventually, talk

MODERN = "application/graphql-response+json"
Serve = Callable[..., Server]


def named(text: str, **more: Any) -> dict[str, Any]:
    """Name a document as Apollo's clients do."""
    digest = sha256(text.encode()).hexdigest()
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest}}, **more}


def post(server: Server, body: dict[str, Any], accept: str = MODERN) -> httpx.Response:
    return httpx.post(f"{server.url}/graphql", json=body, headers={"accept": accept}, timeout=20)


def refused(answer: httpx.Response) -> tuple[int, str, str]:
    assert "data" not in answer.json()
    (error,) = answer.json()["errors"]
    return answer.status_code, error["extensions"]["code"], error["message"]


NOT_FOUND = (400, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")


def test_a_document_is_sent_once_and_named_from_then_on(server: Server) -> None:
    text = "query One($n: String) { hello(name: $n) }"
    variables = {"variables": {"n": "Zoé"}}

    assert refused(post(server, named(text, **variables))) == NOT_FOUND
    assert post(server, named(text, query=text)).json()["data"] == {"hello": "Hello you"}
    assert post(server, named(text, **variables)).json()["data"] == {"hello": "Hello Zoé"}


def test_older_clients_read_that_it_is_not_known_by_200(server: Server) -> None:
    answer = post(server, named("{ hello never: hello }"), accept="application/json")

    assert refused(answer) == (200, *NOT_FOUND[1:])


def test_a_named_query_is_taken_by_get(server: Server) -> None:
    text = "query Got($n: String) { hello(name: $n) }"
    post(server, named(text, query=text))

    def get(**more: str) -> httpx.Response:
        extensions = json.dumps(named(text)["extensions"])
        return httpx.get(f"{server.url}/graphql", params={"extensions": extensions, **more})

    assert get().json()["data"] == {"hello": "Hello you"}
    assert get(variables='{"n": "Zoé"}').json()["data"] == {"hello": "Hello Zoé"}


def test_a_named_mutation_is_not_taken_by_get(server: Server, thread: str) -> None:
    text = f'mutation {{ say(thread: "{thread}", text: "x") }}'
    post(server, named(text, query=text))

    extensions = json.dumps(named(text)["extensions"])
    answer = httpx.get(f"{server.url}/graphql", params={"extensions": extensions})

    assert answer.status_code == 405


def test_the_specification_names_it_otherwise(server: Server) -> None:
    text = "query Two { hello two: hello }"
    name = "sha256:" + sha256(text.encode()).hexdigest()

    assert refused(post(server, {"documentId": name})) == NOT_FOUND
    assert post(server, {"documentId": name, "query": text}).status_code == 200
    assert post(server, {"documentId": name}).json()["data"]["two"] == "Hello you"
    assert post(server, named(text)).json()["data"]["two"] == "Hello you"
    got = httpx.get(f"{server.url}/graphql", params={"documentId": name})
    assert got.json()["data"]["two"] == "Hello you"


def test_a_document_under_the_hash_of_another_is_neither_run_nor_kept(
    server: Server, thread: str
) -> None:
    text = "{ hello mine: hello }"
    other = f'mutation {{ say(thread: "{thread}", text: "x") }}'

    status, code, _message = refused(post(server, named(text, query=other)))

    assert (status, code) == (400, "PERSISTED_QUERY_HASH_MISMATCH")
    assert refused(post(server, named(text))) == NOT_FOUND
    assert refused(post(server, named(other))) == NOT_FOUND
    assert not server.ask("{ me }")["me"]


@pytest.mark.parametrize("text", ["{ nothing }", "{", "query A { hello } query B { hello }"])
def test_a_document_that_is_not_sound_is_not_kept(server: Server, text: str) -> None:
    assert refused(post(server, named(text, query=text)))[:2] == (400, "INVALID")
    assert refused(post(server, named(text))) == NOT_FOUND


@pytest.mark.parametrize(
    "body",
    [
        {"extensions": {"persistedQuery": 7}},
        {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": "a" * 64}}},
        {"extensions": {"persistedQuery": {"version": 1}}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": 7}}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "A" * 64}}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "a" * 63}}},
        {"documentId": 7},
        {"documentId": ""},
        {"documentId": "a b"},
        {"documentId": "../../etc/passwd"},
        {"documentId": "sha256:a"},
        {"documentId": "sha512:" + "a" * 64},
        {"documentId": "a" * 201},
        {"documentId": "a", "query": "{ hello }"},
        {"documentId": "sha256:" + "a" * 64, **named("{ hello }")},
        {"query": 7, **named("{ hello }")},
    ],
)
def test_what_names_no_document_is_malformed(server: Server, body: dict[str, Any]) -> None:
    assert refused(post(server, body))[:2] == (400, "INVALID")


def test_sockets_name_documents_too(server: Server, thread: str) -> None:
    with talk(server) as client:

        def subscribe(name: str, **payload: Any) -> None:
            client.send({"id": name, "type": "subscribe", "payload": payload})

        given = {"variables": {"t": thread}}
        subscribe("1", **named(HEAR), **given)
        message = client.receive()
        assert message["type"] == "error"
        assert message["payload"][0]["extensions"] == {"code": "PERSISTED_QUERY_NOT_FOUND"}

        subscribe("2", **named(HEAR, query=HEAR), **given)
        eventually(lambda: server.state()["listeners"] == 1)
        subscribe("3", **named(HEAR), **given)
        eventually(lambda: server.state()["listeners"] == 2)
        server.say(thread, "heard")
        assert {client.receive()["id"], client.receive()["id"]} == {"2", "3"}


def test_it_may_be_switched_off(serve: Serve) -> None:
    server = serve(PERSISTED_QUERIES="0")
    text = "{ hello }"

    not_supported = (400, "PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported")
    assert refused(post(server, named(text))) == not_supported
    assert refused(post(server, named(text, query=text))) == not_supported
    assert post(server, {"query": text}).status_code == 200


# --- what is kept, and where ----------------------------------------------------------------------


@pytest.fixture
def common(settings) -> None:
    """Give what processes share; here it is this one's memory."""
    settings.CACHES = {
        **settings.CACHES,
        "documents": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "documents",
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        },
    }


def is_known(shelf: Shelf, text: str) -> bool:
    try:
        return shelf.find(hashed(text)) == text
    except Rejected:
        return False


def test_what_one_process_was_sent_all_know(common):
    Shelf().keep(hashed("{ a }"), "{ a }")

    assert is_known(Shelf(), "{ a }")
    assert not is_known(Shelf(), "{ b }")


def test_however_many_are_sent_a_fixed_number_is_kept(common):
    shelf = Shelf(near=100_000)
    texts = [f"{{ a{number} }}" for number in range(3 * PLACES)]
    for text in texts:
        shelf.keep(hashed(text), text)

    assert is_known(Shelf(), texts[-1])
    assert sum(is_known(Shelf(), text) for text in texts) <= PLACES


def test_what_is_very_long_is_not_kept(common):
    text = "{ a } #" + "é" * (LARGEST // 2)
    Shelf().keep(hashed(text), text)

    assert not is_known(Shelf(), text)


def test_without_the_common_store_each_process_keeps_its_own(settings):
    settings.CACHES = {
        **settings.CACHES,
        "documents": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        },
    }
    shelf = Shelf()

    assert not is_known(shelf, "{ a }")
    shelf.keep(hashed("{ a }"), "{ a }")
    assert is_known(shelf, "{ a }")


# --- the list -------------------------------------------------------------------------------------

ONE, TWO = "{ hello }", "query Two($n: String) { hello(name: $n) }"


def apollo() -> dict[str, Any]:
    operations = [
        {"id": sha256(text.encode()).hexdigest(), "body": text, "name": "", "type": "query"}
        for text in (ONE, TWO)
    ]
    return {
        "format": "apollo-persisted-query-manifest",
        "version": 1,
        "operations": operations,
    }


def relay() -> dict[str, Any]:
    return {md5(text.encode()).hexdigest(): text for text in (ONE, TWO)}  # noqa: S324 - Relay's


@pytest.fixture
def trusting(serve: Serve, tmp_path: Path) -> Callable[[dict[str, Any]], Server]:
    """Start a server that takes only what a manifest lists."""

    def start(manifest: dict[str, Any]) -> Server:
        (tmp_path / "trusted.json").write_text(json.dumps(manifest))
        return serve(TRUSTED_DOCUMENTS=str(tmp_path / "trusted.json"))

    return start


def test_of_apollos_manifest_everything_is_taken_and_nothing_else(trusting):
    server = trusting(apollo())
    name = "sha256:" + sha256(ONE.encode()).hexdigest()

    for body in (named(ONE), {"documentId": name}, {"query": ONE}, named(ONE, query=ONE)):
        assert post(server, body).json()["data"] == {"hello": "Hello you"}
    assert post(server, named(TWO, variables={"n": "Zoé"})).json()["data"]["hello"] == "Hello Zoé"
    with talk(server) as client:
        client.send({"id": "1", "type": "subscribe", "payload": named(ONE)})
        assert client.receive()["payload"]["data"] == {"hello": "Hello you"}

    other = "{ hello other: hello }"
    for body in (named(other), {"documentId": "other"}):
        assert refused(post(server, body))[:2] == (400, "PERSISTED_QUERY_NOT_IN_LIST")
    for body in ({"query": other}, {"query": ONE + " "}, named(other, query=other)):
        assert refused(post(server, body))[:2] == (400, "QUERY_NOT_IN_SAFELIST")
    assert refused(post(server, named(other)))[:2] == (400, "PERSISTED_QUERY_NOT_IN_LIST")
    with talk(server) as client:
        client.subscribe("1", other)
        (error,) = client.receive()["payload"]
        assert error["extensions"] == {"code": "QUERY_NOT_IN_SAFELIST"}


def test_of_relays_manifest_everything_is_taken_by_its_name(trusting):
    server = trusting(relay())
    name = md5(TWO.encode()).hexdigest()  # noqa: S324 - Relay's

    answer = post(server, {"documentId": name, "variables": {"n": "Zoé"}})

    assert answer.json()["data"] == {"hello": "Hello Zoé"}
    assert refused(post(server, {"query": "{ me }"}))[:2] == (400, "QUERY_NOT_IN_SAFELIST")


@pytest.mark.parametrize(
    "content",
    [
        None,
        "{",
        "[]",
        '{"a": 7}',
        '{"format": "apollo-persisted-query-manifest", "version": 2, "operations": []}',
        '{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id": "a"}]}',
    ],
)
def test_a_manifest_that_is_none_ends_the_server_before_it_begins(tmp_path, content):
    path = tmp_path / "trusted.json"
    if content is not None:
        path.write_text(content)

    process = manage("serve", "--port", "0", var=tmp_path, TRUSTED_DOCUMENTS=str(path))

    assert process.wait(60) == 1
    said = (tmp_path / "log").read_text()
    assert f"TRUSTED_DOCUMENTS={path}" in said
    assert "Traceback" not in said
