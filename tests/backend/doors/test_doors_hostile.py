"""What a hostile client sends over HTTP: refused by a code, soon, and in constant memory."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from .conftest import JSON, Server, start_server

MODERN = "application/graphql-response+json"
LIMIT = 1_000_000  # bytes of a body, as installations have it


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the limits that installations have."""
    running = start_server(tmp_path_factory.mktemp("var"), BODY_LIMIT=str(LIMIT), BODY_SECONDS="20")
    post(running, b'{"query": "{hello}"}')
    yield running
    running.stop()
    if running.process.stdout:
        running.process.stdout.close()


def memory(server: Server, which: str = "VmHWM") -> int:
    """Give the bytes that a server took at the most so far."""
    with open(f"/proc/{server.process.pid}/status") as status:  # noqa: PTH123 - no file of ours
        (line,) = [line for line in status if line.startswith(which)]
    return int(line.split()[1]) * 1024


def post(server: Server, content: Any, **headers: str) -> httpx.Response:
    sent = {**JSON, "accept": MODERN, **headers}
    return httpx.post(f"{server.url}/graphql", content=content, headers=sent, timeout=30)


def refusal(answer: httpx.Response) -> tuple[int, str]:
    errors = answer.json()["errors"]
    assert len(errors) <= 11
    assert len(answer.content) < 20_000
    return answer.status_code, errors[0]["extensions"]["code"]


def in_pieces(size: int) -> Iterator[bytes]:
    yield b'{"query": "{hello}", "variables": {"a": "'
    for _ in range(size // 65_536):
        yield b"x" * 65_536
    yield b'"}}'


NESTED = b'{"query":"{hello}","variables":{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}}"
OBJECTS = b'{"query":"{hello}","variables":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001

BODIES: dict[str, tuple[Callable[[], Any], tuple[int, str]]] = {
    "20 MB": (lambda: b" " * 20_000_000, (413, "LIMITED")),
    "20 MB whose length is not told": (lambda: in_pieces(20_000_000), (413, "LIMITED")),
    "lists 100,000 deep": (lambda: NESTED, (400, "INVALID")),
    "objects 100,000 deep": (lambda: OBJECTS, (400, "INVALID")),
    "no UTF-8": (lambda: b'{"query": "{hello \xff\xfe}"}', (400, "INVALID")),
    "half a character": (lambda: b'{"query": "{hello}\\ud800"}', (400, "INVALID")),
    "UTF-16": (lambda: '{"query": "{hello}"}'.encode("utf-16"), (400, "INVALID")),
    "a key twice": (lambda: b'{"query": "{hello}", "query": "{me}"}', (400, "INVALID")),
    "a key twice, spelled otherwise": (
        lambda: b'{"query": "{hello}", "qu\\u0065ry": "{me}"}',
        (400, "INVALID"),
    ),
    "a key twice among the variables": (
        lambda: b'{"query": "{hello}", "variables": {"a": {"b": 1, "b": 2}}}',
        (400, "INVALID"),
    ),
    "50,000 keys": (
        lambda: json.dumps({"query": "{hello}", **{f"k{n}": 0 for n in range(50_000)}}).encode(),
        (200, ""),
    ),
    "not a number": (lambda: b'{"query": "{hello}", "variables": {"a": NaN}}', (400, "INVALID")),
    "a number of 6,000 digits": (
        lambda: b'{"query": "{hello}", "variables": {"a": ' + b"9" * 6_000 + b"}}",
        (400, "INVALID"),
    ),
    "a batch of 100": (
        lambda: json.dumps([{"query": "{hello}"}] * 100).encode(),
        (400, "INVALID"),
    ),
    "a name of 49,000 letters": (
        lambda: json.dumps({"query": "{" + "a" * 49_000 + "}"}).encode(),
        (400, "INVALID"),
    ),
    "a gzip bomb": (lambda: b"\x1f\x8b\x08" + b"\x00" * 1_000, (400, "INVALID")),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_hostile_body_is_refused_soon_and_takes_no_memory(hostile: Server, name: str) -> None:
    make, (status, code) = BODIES[name]
    before, start = memory(hostile), time.monotonic()

    answer = post(hostile, make())

    if code:
        assert refusal(answer) == (status, code)
    assert answer.status_code == status
    assert time.monotonic() - start < 5
    assert memory(hostile) - before < 40 * LIMIT  # what is read is never more than the limit
    assert post(hostile, b'{"query": "{hello}"}').json()["data"] == {"hello": "Hello you"}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("Int!", "7"),
        ("Int!", 7.5),
        ("Int!", 2**31),
        ("Int!", True),
        ("Int!", [7]),
        ("Int!", {"a": 7}),
        ("Int!", None),
        ("Float!", "7"),
        ("Float!", [[[[7]]]]),
    ],
)
def test_a_variable_of_a_wrong_type_is_refused_by_name(
    hostile: Server, kind: str, value: Any
) -> None:
    field = "large(size: $v)" if kind == "Int!" else "slow(seconds: $v)"
    body = {"query": f"query ($v: {kind}) {{ {field} }}", "variables": {"v": value}}

    answer = post(hostile, json.dumps(body).encode())

    assert refusal(answer) == (400, "INVALID")
    assert "'$v'" in answer.json()["errors"][0]["message"]
