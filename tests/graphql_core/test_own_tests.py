"""graphql-core's own tests pass on our executor, but for those that are left out by name."""

from __future__ import annotations

from importlib.metadata import version

import pytest

from .left_out import LEFT_OUT, tally
from .running import run
from .source import KEPT, LOCK, pinned, source


def test_they_pass_but_for_those_left_out(tell):
    verdicts = run()

    for line in tally(verdicts):
        tell(line)
    failed = {name: each.reason for name, each in verdicts.items() if each.outcome != "passed"}
    assert {name: reason for name, reason in failed.items() if name not in LEFT_OUT} == {}
    assert sorted(LEFT_OUT.keys() - failed.keys()) == []
    assert sum(each.asked > 0 for each in verdicts.values()) > 390  # it is ours that is asked,
    assert [name for name, each in verdicts.items() if each.fell_back] == []  # and answers


def test_an_executor_that_is_wrong_about_something_fails_some():
    verdicts = run("wrong", "tests/execution/test_nonnull.py")

    assert {each.outcome for each in verdicts.values()} == {"passed", "failed"}
    assert all(each.asked and each.fell_back for each in verdicts.values())


def test_they_are_those_of_the_version_that_is_installed():
    assert source() == KEPT / version("graphql-core")
    assert f"=={version('graphql-core')} " in pinned("graphql-core", LOCK.read_text())


def test_what_no_lock_file_pins_is_not_fetched():
    with pytest.raises(AssertionError, match="graphql-more"):
        pinned("graphql-more", LOCK.read_text())
