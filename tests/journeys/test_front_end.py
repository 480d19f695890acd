"""The page for front-end developers is a program, and runs on the demo from top to bottom."""

from __future__ import annotations

import pytest

from tests.clients.node import install, run

from .servers import Server

EXPECTED = [  # of what the page prints, in this order
    "401\n200 Lou Essai",  # signed up, and in
    "code: 'INVALID'",  # nothing was said
    "true",  # posted once
    "code: 'CONFLICT'",  # somebody was faster
    "[ { kind: 'ADDED', text: 'Première version.' } ]",
    "notes.txt Bonjour.",
    "<p>On m’entend ?</p>",  # heard live
    "PollOpened",
    "VoteCast",
    "CONFIRMED",
    "/calendars/mine/",
    "<mark>",
    "to the end",
]


@pytest.mark.services
def test_the_snippets_are_one_program(server: Server, tmp_path):
    install()

    printed = run("page.js", built=tmp_path, COMMUNS=server.url)

    at = 0
    for line in EXPECTED:
        at = printed.find(line, at)
        assert at >= 0, f"{line!r} is not next in:\n{printed}"
