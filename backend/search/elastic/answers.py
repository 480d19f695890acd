"""What the cluster's refusals mean for those who ask, and what is no refusal of its own."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, TypeVar

from elasticsearch import ApiError, Elasticsearch, TransportError

from backend.search.refusals import SearchUnavailable

T = TypeVar("T")
TRIES = 8
FIRST_WAIT, LONGEST_WAIT = 0.1, 5.0  # seconds before it is tried again
OURS = {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT}
"""What says something about the question; all else is about the cluster, and passes."""


class Cluster(Elasticsearch):
    """A client that takes for the cluster's word on a question only what the cluster says.

    Whatever stands in front of it, or in its place, refuses too, in words of its own.
    """

    def perform_request(self, *asked: Any, **more: Any) -> Any:
        try:
            return super().perform_request(*asked, **more)
        except ApiError as error:
            if error.status_code not in OURS or isinstance(error.body, dict):
                raise
            raise TransportError(f"This is not Elasticsearch: {error}") from error


@contextmanager
def reaching() -> Iterator[None]:
    """Tell a cluster that is out of reach, full, blocked or closed to us from all other errors."""
    try:
        yield
    except TransportError as error:
        raise SearchUnavailable from error
    except ApiError as error:
        if error.status_code in OURS:
            raise
        raise SearchUnavailable from error


def wait(attempt: int) -> None:
    """Leave the cluster alone for a while, not all who wait for the same while."""
    longest = min(LONGEST_WAIT, FIRST_WAIT * 2**attempt)
    time.sleep(longest * random.uniform(0.5, 1))  # noqa: S311 - jitter, not a secret


def until_taken(act: Callable[[], T]) -> T:
    """Do something, again while the cluster is full."""
    for attempt in range(TRIES - 1):
        try:
            return act()
        except ApiError as error:
            if error.status_code != HTTPStatus.TOO_MANY_REQUESTS:
                raise
            wait(attempt)
    return act()
