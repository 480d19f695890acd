"""Malformed uploads at the real door: whatever is sent, it is answered, and nothing is left behind.

A good request is damaged in a thousand ways: cut, doubled, turned round, strewn with boundaries
and headers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.databases import new_database
from tests.processes import nameless
from tests.uploads import PDF, body_of, image, parts_of

from .clients import Client, mutation
from .postbox import Postbox
from .servers import Server, eventually, running

ATTACH = mutation("attachFile", "attachment { id }")
HERE = {"0": ["variables.input.file"]}
ATTACHED = "{ resources { nodes { attachments { id } } } }"
BAITS = [
    f"--{BOUNDARY}\r\n", f"\r\n--{BOUNDARY}\r\n", f"--{BOUNDARY}--\r\n", "\r\n", "\r\n\r\n", "\n",
    "--", '"', ";", "\0", "\x80", "é", "{", "}", "null", "[[[[", '"0":', "variables.input.file",
    'Content-Disposition: form-data; name="1"; filename="../../etc/passwd"\r\n\r\n',
    'Content-Disposition: form-data; name="map"\r\n\r\n{}',
    "Content-Type: multipart/mixed; boundary=x\r\n", "Content-Transfer-Encoding: base64\r\n",
    "Content-Length: 7\r\n", "; filename*=none'x'y", "X: " + "x" * 5_000, "%00", "\\", "../",
]  # fmt: skip

Damage = Callable[[bytes], bytes]


def _place(size: int, share: float) -> int:
    return int(size * share)


def inserted(share: float, bait: bytes) -> Damage:
    """Something that does not belong there."""
    return lambda body: body[: _place(len(body), share)] + bait + body[_place(len(body), share) :]


def removed(share: float, length: int) -> Damage:
    return lambda body: body[: _place(len(body), share)] + body[_place(len(body), share) + length :]


def doubled(share: float, length: int) -> Damage:
    return lambda body: body[: _place(len(body), share) + length] + body[_place(len(body), share) :]


def turned(number: int, other: int) -> Damage:
    """Two parts in each other's place."""

    def turn(body: bytes) -> bytes:
        parts = body.split(f"--{BOUNDARY}".encode())
        one, two = number % len(parts), other % len(parts)
        parts[one], parts[two] = parts[two], parts[one]
        return f"--{BOUNDARY}".encode().join(parts)

    return turn


shares = st.floats(0, 1, exclude_max=True)
lengths = st.integers(1, 400)
damages: st.SearchStrategy[Damage] = st.one_of(
    st.builds(inserted, shares, st.sampled_from([bait.encode("latin-1") for bait in BAITS])),
    st.builds(inserted, shares, st.binary(max_size=8)),
    st.builds(removed, shares, lengths),
    st.builds(doubled, shares, lengths),
    st.builds(turned, st.integers(0, 5), st.integers(0, 5)),
)


@pytest.fixture(scope="module")
def passing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for what is on its way."""
    return tmp_path_factory.mktemp("passing")


@pytest.fixture(scope="module")
def door(
    tmp_path_factory: pytest.TempPathFactory, postbox: Postbox, passing: Path
) -> Iterator[Server]:
    """A server whose temporary files are looked at."""
    var = tmp_path_factory.mktemp("door")
    with (
        new_database(var) as database,
        running(
            Server(var, "serve", EMAIL_URL=postbox.address, TMPDIR=str(passing), **database)
        ) as server,
    ):
        yield server


@pytest.fixture(scope="module")
def lou(door: Server, postbox: Postbox) -> Client:
    return Client(door, "Lou Passerelle").join(postbox)


@pytest.fixture(scope="module")
def resource(lou: Client) -> str:
    """Give a draft of Lou's, to which files may be attached."""
    return drafted(lou)


def drafted(lou: Client) -> str:
    group = lou.do("createGroup", "group { id }", name="Alliances")["id"]
    return lou.do(
        "draftResource", "resource { id }", group=group, title="Faire alliance", kind="GUIDE"
    )["id"]


def post(client: Client, body: bytes) -> httpx.Response:
    headers = {"Content-Type": MULTIPART_CONTENT, "X-Session-Token": client.token or ""}
    return client.http.post("/graphql", content=body, headers=headers)


def good(resource: str, *files: tuple[str, str, bytes]) -> bytes:
    variables = {"input": {"resource": resource, "file": None}}
    return body_of(*parts_of(ATTACH, variables, HERE, *files))


def kept(door: Server) -> int:
    """Count the files that are in the storage."""
    return sum(each.is_file() for each in (door.var / "files").rglob("*"))


def attached(lou: Client) -> int:
    """Count the files that are attached to what Lou drafted."""
    drafts = lou.ask(ATTACHED)["resources"]["nodes"]
    return sum(len(each["attachments"]) for each in drafts)


def nothing_is_on_its_way(door: Server, passing: Path) -> bool:
    """Whether no temporary file is left, be it one without a name."""
    return not list(passing.iterdir()) and not nameless(door.pid)


def test_whatever_is_sent_is_answered_and_nothing_is_left(
    lou: Client, door: Server, passing: Path, resource: str
) -> None:
    whole = good(resource, ("0", "a.pdf", PDF))
    assert post(lou, whole).json()["data"]["attachFile"]["errors"] == []
    statuses: dict[int, int] = {}

    @settings(max_examples=1_000, database=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(damages, min_size=1, max_size=3))
    def try_one(several: list[Damage]) -> None:
        body = whole
        for damage in several:
            body = damage(body)
        answer = post(lou, body)
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
        assert answer.status_code in (200, 400, 413), (answer.status_code, body)
        if answer.status_code != 200:
            assert answer.json()["errors"][0]["extensions"]["code"] in ("INVALID", "LIMITED"), body
        assert "INTERNAL" not in answer.text, body

    try_one()

    assert statuses[400] > 250, statuses
    assert kept(door) == attached(lou) >= 1
    eventually(lambda: nothing_is_on_its_way(door, passing), 5)


LARGE = PDF[:-6] + b"%" * 3_000_000 + PDF[-6:]


@pytest.mark.parametrize(
    "files",
    [
        [("0", "a.pdf", LARGE), ("0", "b.pdf", PDF)],
        [("0", "a.pdf", LARGE), ("1", "b.pdf", LARGE)],
        [("1", "a.pdf", LARGE)],
        [("0", "a.pdf", LARGE + b"--" + BOUNDARY.encode()), ("map", None, b"{}")],
        [(str(number), "a.png", image()) for number in range(11)],
    ],
)  # fmt: skip
def test_what_was_on_disk_already_is_gone_when_the_rest_is_refused(
    lou: Client, door: Server, passing: Path, resource: str, files: list[tuple[str, str, bytes]]
) -> None:
    before = kept(door)

    assert post(lou, good(resource, *files)).status_code == 400

    assert kept(door) == before == attached(lou)
    eventually(lambda: nothing_is_on_its_way(door, passing), 5)


def test_a_request_that_does_not_announce_its_length_is_read_all_the_same(
    lou: Client, door: Server
) -> None:
    before = kept(door)
    body = good(drafted(lou), ("0", "a.pdf", PDF))
    headers = {"Content-Type": MULTIPART_CONTENT, "X-Session-Token": lou.token or ""}

    answer = lou.http.post("/graphql", content=iter([body[:100], body[100:]]), headers=headers)

    assert json.loads(answer.text)["data"]["attachFile"]["errors"] == []
    assert kept(door) == before + 1
