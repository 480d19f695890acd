"""Doing something in another thread, as another request would."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

T = TypeVar("T")


def elsewhere(act: Callable[[], T]) -> T:
    """Do something in another thread, on a connection of its own; gives what it gives."""

    def done() -> T:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(done).result()
