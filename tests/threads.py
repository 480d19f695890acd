"""Doing something in another thread, as another request would."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

T = TypeVar("T")


def apart(act: Callable[[], T]) -> T:
    """Do something in a thread that has begun for it, on a connection that ends with it."""
    try:
        return act()
    finally:
        connection.close()


def elsewhere(act: Callable[[], T]) -> T:
    """Do something in another thread; gives what it gives."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(apart, act).result()
