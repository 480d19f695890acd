"""Servers that are real processes, and the postbox of those who use them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from tests.databases import new_database

from .postbox import Postbox
from .servers import Server, running

for talkative in ("httpx", "mail.log"):
    logging.getLogger(talkative).setLevel(logging.WARNING)

LAST_WORDS = 10_000  # characters of a server's log, shown when a journey fails


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo network's server, as `make demo` starts it."""
    var = tmp_path_factory.mktemp("demo")
    with (
        new_database(var) as settings,
        running(Server(var, "demo", DEMO="1", **settings)) as demo,
    ):
        yield demo


@pytest.fixture(scope="module")
def postbox() -> Iterator[Postbox]:
    """Where all mail arrives."""
    box = Postbox()
    box.start()
    yield box
    box.stop()


@pytest.fixture(scope="module")
def communs(tmp_path_factory: pytest.TempPathFactory, postbox: Postbox) -> Iterator[Server]:
    """A new network's server: nobody is there yet."""
    var = tmp_path_factory.mktemp("communs")
    with (
        new_database(var) as settings,
        running(Server(var, "serve", EMAIL_URL=postbox.address, **settings)) as serving,
    ):
        yield serving


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: Any) -> Any:
    """Show with a failed journey what its servers said."""
    report = yield
    if report.failed:
        servers = [each for each in item.funcargs.values() if isinstance(each, Server)]
        report.sections += [(f"log of {each.url}", each.words[-LAST_WORDS:]) for each in servers]
    return report
