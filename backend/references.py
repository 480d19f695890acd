"""The name of a request: told to who sent it, and written beside whatever is logged meanwhile."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from uuid import uuid4

from django.http import HttpRequest
from django.http.response import HttpResponseBase

HEADER = "X-Request-ID"
GIVEN = re.compile(r"[A-Za-z0-9._:/+=@-]{1,128}", re.ASCII)  # nothing that a log could trip over

_current: ContextVar[str] = ContextVar("reference", default="")


def reference() -> str:
    """Give the name of what this thread works on; of what has none, a new one."""
    return _current.get() or uuid4().hex


def reference_for(given: str | None) -> str:
    """Take over the name that a request came with, when it is one; or make one."""
    return given if given and GIVEN.fullmatch(given) else uuid4().hex


def referenced(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Name each request, while it is answered and in its answer: the outermost middleware."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        name = reference_for(request.headers.get(HEADER))
        request.reference = name  # type: ignore[attr-defined] # for what is logged afterwards
        token = _current.set(name)
        try:
            response = get_response(request)
        finally:
            _current.reset(token)
        response.headers[HEADER] = name
        return response

    return answer


class Referenced(logging.Filter):
    """Lets a log's lines say to which request they belong."""

    def filter(self, record: logging.LogRecord) -> bool:
        name = _current.get() or getattr(getattr(record, "request", None), "reference", "")
        record.reference = f" [{name}]" if name else ""
        return True
