"""GraphQL over HTTP: what is taken, what is refused, by which status and code."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from .conftest import JSON, Server

MODERN = "application/graphql-response+json"
SAY = 'mutation ($t: ID!) { say(thread: $t, text: "x") }'


def post(server: Server, body: Any, **headers: str) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {
        **JSON,
        "accept": MODERN,
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    return httpx.post(f"{server.url}/graphql", content=content, headers=sent, timeout=20)


def codes(answer: httpx.Response) -> list[str]:
    return [error["extensions"]["code"] for error in answer.json()["errors"]]


def said_in(server: Server, thread: str) -> int:
    with server.database() as database:
        query = "SELECT count(*) FROM journal_entry WHERE topic = ?"
        return database.execute(query, [f"thread:{thread}"]).fetchone()[0]


@pytest.mark.parametrize(
    ("accept", "type_", "refused"),
    [
        (None, MODERN, 400),
        ("*/*", "application/json", 200),
        (f"{MODERN}, */*", MODERN, 400),
        (f"*/*;q=0.5, {MODERN}", MODERN, 400),
        (MODERN, MODERN, 400),
        (f"{MODERN}; charset=utf-8, application/json; charset=utf-8", MODERN, 400),
        ("application/json", "application/json", 200),
        (f"{MODERN};q=0.5, application/json", "application/json", 200),
        ("text/html,application/json;q=0.9,*/*;q=0.1", "application/json", 200),
    ],
)
def test_accept_chooses_the_type_and_the_type_the_status_of_a_refused_document(
    server: Server, accept: str | None, type_: str, refused: int
) -> None:
    with httpx.Client() as client:
        del client.headers["accept"]
        headers = JSON | ({"accept": accept} if accept else {})
        url = f"{server.url}/graphql"
        good = client.post(url, json={"query": "{hello}"}, headers=headers)
        bad = client.post(url, json={"query": "{nothing}"}, headers=headers)

    assert good.headers["content-type"] == bad.headers["content-type"] == f"{type_}; charset=utf-8"
    assert (good.status_code, good.json()["data"]) == (200, {"hello": "Hello you"})
    assert (bad.status_code, codes(bad)) == (refused, ["INVALID"])
    assert "data" not in bad.json()


def test_an_answer_that_cannot_be_given_as_wished_is_406(server: Server) -> None:
    answer = post(server, {"query": "{hello}"}, accept="text/html")

    assert (answer.status_code, codes(answer)) == (406, ["INVALID"])


DEEP = b'{"query":"{hello}","variables":{"a":' + b"[" * 40_000 + b"]" * 40_000 + b"}}"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"NONSENSE", 400),
        (b'{"query":', 400),
        (b"[]", 400),
        (b'[{"query": "{hello}"}, {"query": "{hello}"}]', 400),
        (b'"{hello}"', 400),
        (b"null", 400),
        (b"{}", 400),
        (b'{"qeury": "{hello}"}', 400),
        (b'{"query": 7}', 400),
        (b'{"query": "{hello}", "query": "{me}"}', 400),
        (b'{"query": "{hello}", "variables": {"a": 1, "a": 2}}', 400),
        (b'{"query": "{hello}", "variables": [7]}', 400),
        (b'{"query": "{hello}", "variables": "{}"}', 400),
        (b'{"query": "{hello}", "operationName": 7}', 400),
        (b'{"query": "{hello}", "extensions": []}', 400),
        (b'{"query": "{hello}", "variables": {"a": NaN}}', 400),
        (b'{"query": "{hello}", "variables": {"a": "\\ud800"}}', 400),
        (b'{"query": "{hello}", "variables": {"a": ' + b"9" * 6_000 + b"}}", 400),
        (b'{"query": "{hello \xff}"}', 400),
        (DEEP, 400),
        (b'{"query": "{"}', 400),
        (b'{"query": "query Q ($i: Int!) {hello}", "variables": {}}', 400),
        (b'{"query": "query A {hello} query B {hello}"}', 400),
        (b'{"query": "{large(size: ' + b"9" * 6_000 + b')}"}', 400),
        (b'{"query": "query ($n: Int = ' + b"9" * 6_000 + b'){large(size: $n)}"}', 400),
    ],
)
def test_what_is_no_request_is_refused_by_a_code_and_nothing_worse(
    server: Server, body: bytes, status: int
) -> None:
    logged = (server.var / "log").read_text()

    answer = post(server, body)

    assert (answer.status_code, codes(answer)[0]) == (status, "INVALID")
    assert "Traceback" not in (server.var / "log").read_text()[len(logged) :]


@pytest.mark.parametrize("body", [b"NONSENSE", b"{}", b"[]", b'{"query": 7}'])
def test_what_is_no_request_is_400_whatever_the_type_of_the_answer(
    server: Server, body: bytes
) -> None:
    assert post(server, body, accept="application/json").status_code == 400


def test_nulls_stand_for_what_is_not_given(server: Server) -> None:
    body = {"query": "{hello}", "operationName": None, "variables": None, "extensions": None}

    assert post(server, body).json()["data"] == {"hello": "Hello you"}


def test_a_query_is_also_taken_by_get(server: Server) -> None:
    answer = httpx.get(
        f"{server.url}/graphql",
        params={
            "query": "query A($n: String) {hello(name: $n)} query B {me}",
            "operationName": "A",
            "variables": '{"n": "Zoé"}',
        },
    )

    assert (answer.status_code, answer.json()["data"]) == (200, {"hello": "Hello Zoé"})


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("", 400),
        ("?query={hello}&query={me}", 400),
        ("?query={hello}&variables=[]", 400),
        ("?query={hello}&variables={", 400),
        ('?query=mutation{say(thread:"open",text:"x")}', 405),
        ('?query=subscription{said(thread:"open"){text}}', 400),
    ],
)
def test_what_get_does_not_take(server: Server, url: str, status: int) -> None:
    answer = httpx.get(f"{server.url}/graphql{url}")

    assert (answer.status_code, codes(answer)) == (status, ["INVALID"])
    assert said_in(server, "open") == 0


def test_the_url_of_a_post_adds_nothing_to_its_body(server: Server) -> None:
    url = f"{server.url}/graphql?query={{me}}&operationName=B&variables={{}}"

    assert httpx.post(url, json={"query": "{hello}"}).json()["data"] == {"hello": "Hello you"}
    assert httpx.post(url, json={}).status_code == 400


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_are_not_taken(server: Server, method: str) -> None:
    answer = httpx.request(method, f"{server.url}/graphql", json={"query": "{hello}"})

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST, OPTIONS")


@pytest.mark.parametrize(
    "type_",
    [
        "",
        "text/plain",
        "application/graphql",
        "application/x-www-form-urlencoded",
        "multipart/mixed; boundary=x",
        "application/json; charset=latin-1",
    ],
)
def test_another_content_type_is_415_and_executes_nothing(
    server: Server, thread: str, type_: str
) -> None:
    body = {"query": SAY, "variables": {"t": thread}}

    answer = post(server, body, content_type=type_)

    assert (answer.status_code, codes(answer)) == (415, ["INVALID"])
    assert said_in(server, thread) == 0


# --- who asks ---------------------------------------------------------------------------------


def by_cookie(server: Server, thread: str, **headers: str) -> httpx.Response:
    with server.client() as client:
        signed_in = client.get("/signed-in/ana").json()
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if sent.get("x-csrftoken") == "right":
            sent["x-csrftoken"] = signed_in["csrf"]
        body = {"query": SAY, "variables": {"t": thread}}
        return client.post("/graphql", json=body, headers=sent)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"x_csrftoken": "wrong"}, 403),
        ({"x_csrftoken": "right", "origin": "https://evil.example"}, 403),
        ({"x_csrftoken": "right"}, 200),
        ({"x_csrftoken": "right", "origin": "https://front.example"}, 200),
        ({"x_requested_with": "XMLHttpRequest"}, 200),
    ],
)
def test_a_session_cookie_alone_does_not_post(
    server: Server, thread: str, headers: dict[str, str], status: int
) -> None:
    answer = by_cookie(server, thread, **headers)

    assert answer.status_code == status
    assert said_in(server, thread) == (1 if status == 200 else 0)
    if status == 403:
        assert codes(answer) == ["DENIED"]


def test_a_token_posts_without_any_other_proof(server: Server) -> None:
    token = server.sign_in("ana")["token"]

    answer = post(server, {"query": "{me}"}, x_session_token=token)

    assert answer.json()["data"] == {"me": "ana"}


IMAGE = {"accept": "image/avif,image/webp,*/*;q=0.8", "sec-fetch-dest": "image"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),  # a link
        (IMAGE, 403),
        ({**IMAGE, "x-requested-with": "fetch"}, 200),
        ({"x-csrftoken": "any"}, 200),
        ({"apollo-require-preflight": "true"}, 200),
    ],
)
def test_a_cookie_alone_does_not_even_ask(server: Server, headers: dict, status: int) -> None:
    with server.client() as client:
        client.get("/signed-in/bo")

        answer = client.get("/graphql", params={"query": "{me}"}, headers=headers)

    assert answer.status_code == status
    if status == 200:
        assert answer.json()["data"] == {"me": "bo"}
    else:
        assert codes(answer) == ["DENIED"]
        assert "data" not in answer.json()


def test_a_link_asks_as_nobody(server: Server) -> None:
    answer = httpx.get(f"{server.url}/graphql", params={"query": "{me}"}, headers=IMAGE)

    assert answer.json()["data"] == {"me": None}


KINDS = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain", "none at all")


@pytest.mark.parametrize("kind", KINDS)
def test_no_form_of_a_foreign_page_does_anything_with_our_cookie(
    server: Server, thread: str, kind: str
) -> None:
    given = {"query": SAY, "variables": {"t": thread}}
    sent: dict[str, Any] = {
        "application/x-www-form-urlencoded": {"data": {**given, "variables": "{}"}},
        "multipart/form-data": {
            "files": {"operations": (None, json.dumps(given)), "map": (None, "{}")}
        },
        "text/plain": {
            "content": json.dumps(given),
            "headers": {"content-type": "text/plain"},
        },
        "none at all": {"content": json.dumps(given)},
    }[kind]
    with server.client() as client:
        client.get("/signed-in/ana")

        answer = client.post("/graphql", **sent)

    assert answer.status_code == (403 if kind == "multipart/form-data" else 415)
    assert codes(answer) == (["DENIED"] if kind == "multipart/form-data" else ["INVALID"])
    assert said_in(server, thread) == 0


def test_nobody_needs_no_proof(server: Server, thread: str) -> None:
    answer = post(server, {"query": SAY, "variables": {"t": thread}})

    assert answer.status_code == 200
    assert said_in(server, thread) == 1


def test_an_allowed_front_end_may_ask_first(server: Server) -> None:
    wish = {
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type,x-session-token",
    }
    url = f"{server.url}/graphql"

    allowed = httpx.options(url, headers={"origin": "https://front.example", **wish})
    foreign = httpx.options(url, headers={"origin": "https://evil.example", **wish})

    assert allowed.headers["access-control-allow-origin"] == "https://front.example"
    assert "x-session-token" in allowed.headers["access-control-allow-headers"]
    assert "access-control-allow-origin" not in foreign.headers


# --- what went wrong --------------------------------------------------------------------------


def test_a_bug_is_told_by_a_number_and_logged_under_it(server: Server) -> None:
    answer = post(server, {"query": "{bug hello}"})

    (error,) = answer.json()["errors"]
    reference = answer.headers["x-request-id"]
    assert answer.status_code == 200
    assert answer.json()["data"] == {"bug": None, "hello": "Hello you"}
    assert error["extensions"] == {"code": "INTERNAL", "requestId": reference}
    assert error["path"] == ["bug"]
    assert "secret" not in answer.text
    log = (server.var / "log").read_text()
    assert reference in log
    assert "The secret is 42." in log


@pytest.mark.parametrize(
    ("given", "is_taken"),
    [
        ("01HX-front.42", True),
        ("a" * 128, True),
        ("a" * 129, False),
        ("a b", False),
        ("a\u00e9".encode("latin-1"), False),
        ("%0aERROR", False),
        ("", False),
    ],
)
def test_a_request_keeps_the_name_it_came_with_when_it_is_one(
    server: Server, given: str | bytes, *, is_taken: bool
) -> None:
    body = json.dumps({"query": "{bug}"}).encode()
    headers = {**JSON, "x-request-id": given}
    answer = httpx.post(f"{server.url}/graphql", content=body, headers=headers)

    (error,) = answer.json()["errors"]
    name = answer.headers["x-request-id"]
    assert (name == given) is is_taken
    assert is_taken or len(name) == 32
    assert error["extensions"] == {"code": "INTERNAL", "requestId": name}
    assert f"[{name}]: Request {name} failed." in (server.var / "log").read_text()


def test_two_requests_have_two_names_whatever_they_ask_for(server: Server) -> None:
    answers = [
        post(server, {"query": "{hello}"}),
        post(server, {"query": "{hello}"}),
        post(server, b"NONSENSE"),
        httpx.get(f"{server.url}/constant"),
        httpx.get(f"{server.url}/broken"),
        httpx.post(f"{server.url}/graphql", content=b"x" * 200_000),
    ]

    assert len({answer.headers["x-request-id"] for answer in answers}) == len(answers)
    log = (server.var / "log").read_text()
    assert f"[{answers[2].headers['x-request-id']}]: Bad Request: /graphql" in log
    assert f"[{answers[4].headers['x-request-id']}]: Internal Server Error: /broken" in log


def test_a_database_that_is_locked_may_be_asked_again(server: Server) -> None:
    (error,) = post(server, {"query": "{locked}"}).json()["errors"]

    assert error["extensions"] == {"code": "UNAVAILABLE", "retryable": True}
    assert "locked" not in error["message"]


def test_a_refusal_keeps_its_code_its_field_and_its_reason(server: Server) -> None:
    (error,) = post(server, {"query": "{denied}"}).json()["errors"]

    assert error["message"] == "Not you."
    assert error["extensions"] == {"code": "DENIED", "field": "name"}


def test_each_answer_is_in_the_language_of_who_asks(server: Server) -> None:
    def month(language: str) -> str:
        answer = post(server, {"query": "{month}"}, accept_language=language)
        return answer.json()["data"]["month"]

    asked = ("fr", "en", "fr-CH, en;q=0.5", "de")
    assert [month(language) for language in asked] == ["mars", "March", "mars", "mars"]
