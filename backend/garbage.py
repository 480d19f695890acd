"""Garbage: how seldom a process that works for long looks for things that hold one another."""

from __future__ import annotations

import gc

MANY = 20_000  # objects that were made and are still there, from which on they are looked at


def let_wait() -> None:
    """Look for cycles among what the work leaves, not among all that was there before it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(MANY, 10, 10)
