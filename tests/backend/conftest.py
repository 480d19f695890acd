"""What the tests of search share: a cluster that is left empty, and rows of their own."""

from __future__ import annotations

import pytest

from backend.search import sources
from tests.engines import remove_indexes

from .remarks import Remarks, table


@pytest.fixture(autouse=True, scope="module")
def _swept():
    """Leave nothing in the cluster."""
    yield
    remove_indexes()


@pytest.fixture
def remarks(transactional_db, monkeypatch):
    """Search nothing but remarks."""
    monkeypatch.setattr(sources, "_sources", {"remark": Remarks()})
    with table():
        yield
