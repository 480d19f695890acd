"""Packaging: what pyproject.toml asks for is what the lock files install, and nothing else is."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = tomllib.loads(Path("pyproject.toml").read_text())
RUNTIME = PROJECT["project"]["dependencies"]
LOCKS = {
    "requirements.lock": RUNTIME,
    "requirements-dev.lock": RUNTIME + PROJECT["dependency-groups"]["dev"],
}


def pins(lock: str) -> dict[str, str]:
    """Read which version of each package a lock file installs."""
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", Path(lock).read_text(), re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_holds_a_version_of_everything_asked_for(lock):
    pinned = pins(lock)
    asked = [Requirement(line) for line in LOCKS[lock]]

    assert [
        str(one)
        for one in asked
        if not one.specifier.contains(pinned.get(canonicalize_name(one.name), "0"))
    ] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_knows_each_package_by_its_hashes_and_by_no_place(lock):
    entries = re.split(r"^(?=[a-z0-9])", Path(lock).read_text(), flags=re.MULTILINE)[1:]

    assert len(entries) == len(pins(lock))
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in Path(lock).read_text()


def test_development_runs_on_the_very_versions_that_are_deployed():
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()
