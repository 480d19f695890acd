"""Proof that a page of ours sends a request, wherever a browser adds the session cookie by itself.

A foreign page can make a browser fetch an image, or send a form or plain text, with our cookie. It
cannot add a header without our leave (CORS). So a request with the session cookie, GET or POST,
carries `X-CSRFToken`, which Django checks, or any `X-Requested-With`, or what Apollo's clients send
for the same purpose. A token (`X-Session-Token`, `Authorization`) is such a
header itself, and a request without the session cookie speaks for nobody.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

SUFFICIENT = (
    "X-Session-Token",
    "Authorization",
    "X-Requested-With",
    "Apollo-Require-Preflight",
    "GraphQL-Require-Preflight",
)


class CsrfCheck(CsrfViewMiddleware):
    """Django's check, answering with its reason."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def is_proven(request: HttpRequest) -> bool:
    """Whether no foreign page can have sent this."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return True
    if any(request.headers.get(name) for name in SUFFICIENT):
        return True
    if not request.headers.get("X-CSRFToken"):
        return False  # a header it is: a field of a form is not asked for
    if request.method == "GET":
        return True  # as for the others, that it is there: Django checks none of a GET's
    check = CsrfCheck(_nothing)
    check.process_request(request)
    return check.process_view(request, _nothing, (), {}) is None


def _nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()
