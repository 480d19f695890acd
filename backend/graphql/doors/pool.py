"""The threads that Django works in: few and long-lived, each with its own database connection.

The event loop never touches the database; whatever does is a job for these threads. A job leaves
its thread as it found it: connections that grew old or broke are closed, and the language of one
caller is not that of the next.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from django.conf import settings
from django.db import close_old_connections
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from backend.frames import in_one_piece
from backend.rules import Unavailable

WAITING = 1_000  # jobs beyond the threads at work; more than these could not be answered in time

T = TypeVar("T")


class Threads:
    """A number of threads, and the jobs that wait for one."""

    def __init__(self, number: int, name: str, *, waiting: int = WAITING) -> None:
        self._executor = ThreadPoolExecutor(number, thread_name_prefix=name)
        self._places = threading.BoundedSemaphore(number + waiting)

    async def run(self, job: Callable[[], T]) -> T:
        """Do a job in one of the threads as it is; raises `Unavailable` when too many wait."""
        if not self._places.acquire(blocking=False):
            raise Unavailable(_("Too many are asking at this moment. Try again in a few seconds."))
        future: Future[T] = self._executor.submit(in_one_piece, job)
        future.add_done_callback(lambda _future: self._places.release())
        return await asyncio.wrap_future(future)

    async def go_on(self, job: Callable[[], T]) -> T:
        """Do the next part of what was let in: it is not turned away halfway."""
        return await asyncio.wrap_future(self._executor.submit(in_one_piece, job))

    async def work(self, job: Callable[[], T], language: str | None = None) -> T:
        """Do a job that uses the database, in somebody's language."""
        return await self.run(lambda: tidily(job, language))

    def close(self) -> None:
        """Let the threads finish what they have in hand, and end."""
        self._executor.shutdown(wait=False, cancel_futures=True)


@cache
def threads() -> Threads:
    """Give the threads of this process, for requests and socket messages alike."""
    return Threads(settings.HTTP_THREADS, "django")


def tidily(job: Callable[[], T], language: str | None = None) -> T:
    """Do a job as Django does a request: on sound connections, and in a language."""
    close_old_connections()
    try:
        with translation.override(language):
            return job()
    finally:
        close_old_connections()
