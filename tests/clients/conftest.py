"""What JavaScript clients meet: a new network, and two people who know nobody yet."""

from __future__ import annotations

import pytest

from tests.journeys.clients import PASSWORD, Client
from tests.journeys.conftest import communs, postbox, pytest_runtest_makereport
from tests.journeys.postbox import Postbox
from tests.journeys.servers import Server

__all__ = ["communs", "postbox", "pytest_runtest_makereport"]


@pytest.fixture(scope="module")
def people(communs: Server, postbox: Postbox) -> list[dict[str, str]]:
    """Two members, by what they sign in with."""
    members = [Client(communs, name).join(postbox) for name in ("Lou Passerelle", "Max Voisin")]
    return [{"name": each.name, "email": each.email, "password": PASSWORD} for each in members]
