"""Killed by -9 amid the reading of a file, first who reads it and then who waits for it.

Nobody lends a hand: each file is read again when its pause is over, and found by its last page.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.databases import new_database
from tests.documents import pdf
from tests.engines import ENGINES, address, remove_indexes

from .clients import Client
from .postbox import Postbox
from .servers import Server, eventually
from .test_sharing import upload

PAGES = 80
NOTHING = b"BT ( ) Tj ET\n" * 2_000  # of each page, so that reading them all takes some seconds
BEGUN_WITHIN = 60.0
READ_WITHIN = 300.0  # seconds: what was begun waits a minute, or two when it was begun twice
FILES = "query ($id: ID!) { resource(id: $id) { attachments { name textState } } }"


@pytest.fixture(scope="module", params=ENGINES)
def communs(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, postbox: Postbox
) -> Iterator[Server]:
    """A server that takes its time for each file."""
    var = tmp_path_factory.mktemp("communs")
    with new_database(var) as settings:
        server = Server(
            var, "serve", EMAIL_URL=postbox.address, SEARCH_URL=address(request.param, var / "s"),
            EXTRACTION_SECONDS="120", **settings,
        )  # fmt: skip
        try:
            server.start()
            yield server
        finally:
            server.kill()
    remove_indexes()


def long(word: str) -> bytes:
    """Say much of nothing between two words."""
    first, last = (
        f"BT /F 12 Tf 72 700 Td ({each}) Tj ET".encode() for each in ("Covoiturage", word)
    )
    return pdf(content=[first, *[NOTHING] * PAGES, last])


def reading(server: Server) -> int | None:
    """Name the process that has read a part of a file by now, if there is one."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            is_reader = b"backend.extraction.child" in (folder / "cmdline").read_bytes()
            if is_reader and parent == server.pid and (folder / "fd" / "1").stat().st_size:
                return int(folder.name)
    return None


def caught(server: Server) -> int:
    """Wait for it."""
    found: list[int] = []

    def is_reading() -> bool:
        found.extend(filter(None, [reading(server)]))
        return bool(found)

    eventually(is_reading, BEGUN_WITHIN)
    return found[0]


def states(client: Client, resource: str) -> dict[str, str]:
    files: list[dict[str, Any]] = client.ask(FILES, id=resource)["resource"]["attachments"]
    return {each["name"]: each["textState"] for each in files}


def test_what_was_being_read_when_somebody_was_killed_is_read_and_found(
    communs: Server, postbox: Postbox
) -> None:
    # The postbox is that of both servers: somebody else on each.
    ada = Client(communs, f"Ada{communs.port} Essai").join(postbox)
    group = ada.do("createGroup", "group { id }", name="Veille")["id"]
    given = {"group": group, "title": "Faire alliance", "kind": "GUIDE", "body": "Un guide."}
    resource = ada.do("draftResource", "resource { id }", **given)["id"]

    upload(ada, "attachFile", "attachment { id }", "a.pdf", long("palimpseste"), resource=resource)
    os.kill(caught(communs), signal.SIGKILL)
    eventually(lambda: "was interrupted; it waits." in communs.words, BEGUN_WITHIN)

    upload(ada, "attachFile", "attachment { id }", "b.pdf", long("incunable"), resource=resource)
    orphan = caught(communs)
    communs.kill()
    assert Path(f"/proc/{orphan}").exists()  # so it was amid it
    communs.start()

    read = dict.fromkeys(("a.pdf", "b.pdf"), "DONE")
    eventually(lambda: states(ada, resource) == read, READ_WITHIN)
    for word in ("palimpseste", "incunable"):
        eventually(lambda word=word: ada.find(word, "[RESOURCE]")["totalCount"] == 1, READ_WITHIN)
    communs.run("search_check")
    eventually(lambda: not Path(f"/proc/{orphan}").exists(), READ_WITHIN)
    eventually(lambda: communs.health().json()["status"] == "ok", READ_WITHIN)
