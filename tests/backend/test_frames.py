"""Room for frames: calls from any depth of a job are equally quick."""

from __future__ import annotations

import resource
import threading

import pytest

from backend.frames import in_one_piece

CALLS, DEPTHS = 500, range(300)


def called():
    return None


def faults_of_calls(depth):
    """Call many times from a depth; gives how often memory had to be asked for meanwhile."""
    if depth:
        return faults_of_calls(depth - 1)
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for _call in range(CALLS):
        called()
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def worst():
    return max(faults_of_calls(depth) for depth in DEPTHS)


def in_a_thread(job):
    given = []
    thread = threading.Thread(target=lambda: given.append(job()))
    thread.start()
    thread.join()
    return given[0]


def test_a_loop_of_calls_asks_for_no_memory_from_whatever_depth():
    assert in_a_thread(lambda: in_one_piece(worst)) < CALLS / 10


def test_what_a_job_gives_and_raises_is_given_and_raised():
    assert in_one_piece(lambda: 3) == 3
    with pytest.raises(ZeroDivisionError):
        in_one_piece(lambda: 1 / 0)
