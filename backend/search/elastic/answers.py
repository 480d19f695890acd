"""What the cluster's refusals mean for those who ask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from elasticsearch import ApiError, TransportError

from backend.search.contract import SearchUnavailable

OURS = {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT}
"""What says something about the question; all else is about the cluster, and passes."""


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
