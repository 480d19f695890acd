"""Stock clients in JavaScript work as they come, each against a running server.

Each file beside this one is of tests for Node's own runner.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.services

FILES = sorted(path.name for path in Path(__file__).parent.glob("*.test.js"))
TOLD = re.compile(r"told: (.+)")


@pytest.mark.parametrize("file", FILES)
def test_a_stock_client_works_as_it_comes(file, communs, people, node, record_property):
    printed = node(file, COMMUNS=communs.url, PEOPLE=json.dumps(people))

    for line in TOLD.findall(printed):
        record_property("told", line)
    assert re.search(r" pass [1-9]", printed)
    assert " skipped 0\n" in printed
