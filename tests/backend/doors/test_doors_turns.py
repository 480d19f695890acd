"""Requests are answered one after the other, and none waits for long."""

from __future__ import annotations

import threading
import time

import pytest

from backend.graphql.doors.turns import MOMENT, Turns


def started(turns: Turns, act: object) -> threading.Thread:
    """Do something in turn, in another thread."""

    def work() -> None:
        with turns.one():
            act()  # type: ignore[operator]

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_one_comes_after_the_other() -> None:
    turns, order = Turns(), []
    with turns.one():
        other = started(turns, lambda: order.append("second"))
        time.sleep(MOMENT / 3)
        order.append("first")
    other.join(5)

    assert order == ["first", "second"]


def test_what_takes_long_is_waited_for_a_moment_only() -> None:
    turns, done = Turns(), threading.Event()
    with turns.one():
        began = time.monotonic()
        started(turns, done.set)
        assert done.wait(5)
        assert MOMENT * 0.9 < time.monotonic() - began < MOMENT + 1


def test_what_has_taken_long_already_is_not_waited_for_at_all() -> None:
    turns, done = Turns(), threading.Event()
    with turns.one():
        time.sleep(MOMENT)
        for _ in range(10):
            with turns.one():
                pass
        began = time.monotonic()
        started(turns, done.set)
        assert done.wait(5)
        assert time.monotonic() - began < MOMENT


def test_who_did_not_wait_to_the_end_takes_nobody_s_turn_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    turns, order = Turns(), []
    with turns.one():
        time.sleep(MOMENT)
        with turns.one():
            order.append("impatient")
        monkeypatch.setattr("backend.graphql.doors.turns.MOMENT", 5.0)
        patient = started(turns, lambda: order.append("patient"))
        time.sleep(MOMENT)
        order.append("itself")
    patient.join(5)

    assert order == ["impatient", "itself", "patient"]


def test_a_turn_ends_with_an_error() -> None:
    turns = Turns()
    with pytest.raises(ValueError, match="wrong"), turns.one():
        raise ValueError("wrong")

    began = time.monotonic()
    with turns.one():
        assert time.monotonic() - began < MOMENT
