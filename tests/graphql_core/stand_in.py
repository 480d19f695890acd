"""A plugin of the pytest that runs graphql-core's tests: another executor stands in for its own.

It is loaded by name, outside any package, in a process where ``tests`` are graphql-core's.
"""

from __future__ import annotations

import functools
import importlib
import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
import pytest
from graphql.execution import ExecutionContext

NAMES = ("execute", "execute_sync")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--executor", help="the module whose execute and execute_sync are tested")
    parser.addoption("--verdicts", help="the file that is told how each test went")


def pytest_configure(config: pytest.Config) -> None:
    """Put the executor in the place of graphql-core's, before any test is imported."""
    django.setup()
    verdicts = Verdicts(Path(config.getoption("verdicts")))
    verdicts.watch(importlib.import_module(config.getoption("executor")))
    config.pluginmanager.register(verdicts)


class Verdicts:
    """How each test went, and which executors it asked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.told: dict[str, dict[str, Any]] = {}
        self.asked: Counter[str] = Counter()

    def watch(self, executor: Any) -> None:
        """Count what the executor is asked, by whatever name, and what graphql-core's still is."""
        for name in NAMES:
            original = getattr(importlib.import_module("graphql"), name)
            _replace(original, self._counted("asked", getattr(executor, name)))
        own = ExecutionContext.execute_operation
        setattr(ExecutionContext, own.__name__, self._counted("fell_back", own))

    def _counted(self, what: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def counted(*args: Any, **options: Any) -> Any:
            self.asked[what] += 1
            return function(*args, **options)

        return counted

    def pytest_runtest_setup(self) -> None:
        self.asked.clear()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            self._tell(report, report.longrepr)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._tell(report, report.longrepr)

    def pytest_sessionfinish(self) -> None:
        self.path.write_text(json.dumps(self.told))

    def _tell(self, report: Any, reason: Any) -> None:
        crash = getattr(reason, "reprcrash", None)
        self.told[report.nodeid] = {
            "outcome": report.outcome,
            "reason": str(crash.message if crash else reason or ""),
            "asked": self.asked["asked"],
            "fell_back": self.asked["fell_back"],
        }


def _replace(original: Any, other: Any) -> None:
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "graphql":
            for key, value in list(vars(module).items()):
                if value is original:
                    setattr(module, key, other)
