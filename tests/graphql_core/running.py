"""A run of graphql-core's tests on an executor, in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .source import ROOT, source

HERE = Path(__file__).resolve().parent
OURS = "backend.graphql.standard"
ASKING = (  # all that ask an executor
    "tests/execution",
    "tests/pyutils/test_description.py",
    "tests/test_docs.py",
    "tests/test_hide_suggestions.py",
    "tests/test_star_wars_introspection.py",
    "tests/test_star_wars_query.py",
    "tests/test_user_registry.py",
    "tests/type/test_custom_scalars.py",
    "tests/type/test_enum.py",
    "tests/type/test_introspection.py",
    "tests/utilities/test_build_ast_schema.py",
    "tests/utilities/test_build_client_schema.py",
    "tests/utilities/test_extend_schema.py",
    "tests/utilities/test_introspection_from_schema.py",
)
PLUGINS = ("pytest_describe.plugin", "pytest_asyncio.plugin", "stand_in")


@dataclass(frozen=True)
class Verdict:
    """How one of the tests went: why it failed, and how often it asked which executor."""

    outcome: str
    reason: str
    asked: int
    fell_back: int  # on graphql-core's


def run(executor: str = OURS, *paths: str) -> Mapping[str, Verdict]:
    """Run the tests on a module's ``execute`` and ``execute_sync``; gives a verdict on each."""
    with tempfile.TemporaryDirectory() as folder:
        verdicts = Path(folder) / "verdicts.json"
        pytest = [sys.executable, "-m", "pytest"]
        options = ["-c", str(HERE / "their.ini"), "--rootdir", ".", "-p", "no:cacheprovider", "-q"]
        plugins = [word for plugin in PLUGINS for word in ("-p", plugin)]
        asked = [f"--executor={executor}", f"--verdicts={verdicts}"]
        done = subprocess.run(  # noqa: S603 - our own interpreter and words
            [*pytest, *options, *plugins, *asked, *(paths or ASKING)],
            cwd=source(),
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert verdicts.exists(), done.stdout + done.stderr
        told = json.loads(verdicts.read_text())
    return {name: Verdict(**each) for name, each in told.items()}


def _environment() -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    path = os.pathsep.join([str(HERE), str(ROOT)])
    settings = "config.settings"
    return ours | {
        "PYTHONPATH": path,
        "DJANGO_SETTINGS_MODULE": settings,
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
