"""Room for Python's frames: a stack in one piece.

CPython keeps the frames of functions in pieces of 16 kB, and gives a piece back to the system as
soon as its first frame is done. Where a loop calls from the very end of a piece, each of its calls
takes a new one and gives it back: two system calls and a page fault, many times dearer than the
call. A frame that is itself large gets a piece of its own size and more, in which all that it
calls has room.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

SLOTS = 16_000  # of 8 bytes: its piece has twice as many, so that as many are left to what it calls

T = TypeVar("T")


def in_one_piece(job: Callable[[], T]) -> T:
    """Do a job whose frames, and those of all that it calls, stand in one piece of memory."""
    return job()


in_one_piece.__code__ = in_one_piece.__code__.replace(co_stacksize=SLOTS)
