"""Stock clients in JavaScript work as they come, each against a running server.

Each file of tests beside this one is for Node's own runner.
"""

from __future__ import annotations

import json
import re

import pytest

from .node import HERE, install, run

FILES = sorted(path.name for path in HERE.glob("*.test.js"))
OPTIONS = [
    "--test",
    "--test-reporter=spec",
    "--test-timeout=120000",
    "--test-force-exit",  # Relay keeps what it fetched for some minutes, and a timer as long
]
TOLD = re.compile(r"told: (.+)")
PAGE = HERE.parents[1] / "docs/front-end.md"
MODULE = re.compile(r"^```js\n(// (\w+\.js)\n.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = {"apollo.js", "urql.js", "relay.js", "Messages.js"}


@pytest.mark.services
@pytest.mark.parametrize("file", FILES)
def test_a_stock_client_works_as_it_comes(file, communs, people, tmp_path, record_property):
    install()

    printed = run(*OPTIONS, file, built=tmp_path, COMMUNS=communs.url, PEOPLE=json.dumps(people))

    for line in TOLD.findall(printed):
        record_property("told", line)
    assert re.search(r" pass [1-9]", printed)
    assert " skipped 0\n" in printed


def test_the_page_for_front_ends_shows_the_modules_that_are_tried_here():
    shown = {name: code for code, name in MODULE.findall(PAGE.read_text())}

    assert shown == {name: (HERE / name).read_text() for name in SHOWN}
