"""What tests of several domains begin with."""

from __future__ import annotations

import pytest

from backend.journal.following import catch_up
from backend.search.engines import engine
from backend.search.follower import SearchFollower
from tests.engines import ENGINES, address


@pytest.fixture(params=ENGINES)
def index(db, request, settings, tmp_path):
    """Begin with an empty index on each engine; give what brings it up to date."""
    settings.SEARCH_URL = address(request.param, tmp_path / "search")
    catch_up(SearchFollower())
    yield lambda: catch_up(SearchFollower())
    engine().close()
