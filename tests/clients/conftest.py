"""What JavaScript clients meet: a new network, two people who know nobody yet, and Node."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.clients import PASSWORD, Client
from tests.journeys.conftest import communs, postbox, pytest_runtest_makereport
from tests.journeys.postbox import Postbox
from tests.journeys.servers import Server

__all__ = ["communs", "postbox", "pytest_runtest_makereport"]

HERE = Path(__file__).resolve().parent
INSTALLED_WITHIN = 600.0  # seconds, from a registry that may be slow
RUN_WITHIN = 240.0
OPTIONS = [
    "--test-reporter=spec",
    "--test-timeout=120000",
    "--test-force-exit",
]  # Relay keeps timers


@pytest.fixture(scope="session")
def packages() -> None:
    """Install the clients."""
    subprocess.run([HERE / "install"], check=True, timeout=INSTALLED_WITHIN)  # noqa: S603 - our own


@pytest.fixture(scope="module")
def people(communs: Server, postbox: Postbox) -> list[dict[str, str]]:
    """Two members, by what they sign in with."""
    members = [Client(communs, name).join(postbox) for name in ("Lou Passerelle", "Max Voisin")]
    return [{"name": each.name, "email": each.email, "password": PASSWORD} for each in members]


@pytest.fixture
def node(packages: None, tmp_path: Path) -> Callable[..., str]:
    """Run a file of JavaScript tests, which must pass; gives what it printed."""

    def run(file: str, **settings: str) -> str:
        ran = subprocess.run(  # noqa: S603 - our own tests
            ["node", "--test", *OPTIONS, file],  # noqa: S607 - as found
            cwd=HERE,
            check=False,
            env={**os.environ, "BUILT": str(tmp_path), **settings},
            capture_output=True,
            text=True,
            timeout=RUN_WITHIN,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    return run
