"""What all tests share: the cast, counting queries, and what each worker has for itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from tests.cast import Cast

# A busy machine is slow without being wrong; and what is drawn there is drawn here.
hypothesis_settings.register_profile("communs", deadline=None, derandomize="CI" in os.environ)
hypothesis_settings.load_profile("communs")

TOLD = "told"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_newgateway(gateway: Any) -> None:
    """Give each worker a Redis database of its own, for tests empty it; its settings come later."""
    if address := os.environ.get("REDIS_URL"):
        redis = urlsplit(address)
        number = 1 + int(gateway.id.removeprefix("gw"))
        channel = gateway.remote_exec("import os; os.environ['REDIS_URL'] = channel.receive()")
        channel.send(f"{redis.scheme}://{redis.netloc}/{number}")
        channel.waitclose()


@pytest.fixture
def tell(record_property) -> Callable[[str], None]:
    """Say a line at the end of the whole run, whichever worker it is said on."""
    return partial(record_property, TOLD)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what the tests had to tell."""
    reports = [each for some in terminalreporter.stats.values() for each in some]
    called = [each for each in reports if getattr(each, "when", "") == "call"]
    for name, line in (pair for each in called for pair in each.user_properties):
        if name == TOLD:
            terminalreporter.write_line(line)


@pytest.fixture(autouse=True)
def _apart(settings, tmp_path):
    """Keep apart from any installation's files, hash quickly, speak English, forget limits."""
    settings.LANGUAGE_CODE = "en"
    settings.VAR = tmp_path
    kept = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": kept}
    settings.SEARCH_URL = f"tantivy://{tmp_path / 'search'}"
    settings.SEARCH_SYNONYMS = ""  # read now and then, by whichever test asks
    settings.PERSON_POINTS = settings.ADDRESS_POINTS = 0  # all tests ask from one address
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with translation.override("en"):
        yield
    cache.clear()


@pytest.fixture
def cast(db) -> Cast:
    """People in their groups."""
    return Cast()


@pytest.fixture
def perform(cast) -> Callable[..., Any]:
    """Do something as somebody of the cast, the way a mutation does."""
    return cast.perform


@pytest.fixture
def queries() -> Callable[[Callable[[], Any]], int]:
    """Count the SQL queries that something takes."""

    def count(act: Callable[[], Any]) -> int:
        with CaptureQueriesContext(connection) as captured:
            act()
        return len(captured)

    return count
