"""The home page and the explorer, served as they are from the files beside this module.

No framework, no build, nothing from elsewhere: the policy sent with each file lets the pages
load from this server alone, and speak to it alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import PurePath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

KINDS = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class Page:
    """One file as it is sent."""

    content: bytes
    kind: str
    etag: str


@cache
def pages() -> Mapping[str, Page]:
    """Give every file of the explorer by its name, read once for the life of the process."""
    return {
        file.name: Page(
            content=(content := file.read_bytes()),
            kind=KINDS[PurePath(file.name).suffix],
            etag=f'"{hashlib.sha256(content).hexdigest()[:32]}"',
        )
        for file in (files(__package__) / "page").iterdir()
        if PurePath(file.name).suffix in KINDS
    }


def policy(request: HttpRequest) -> str:
    """Say what a page may load and whom it may speak to: this server, and nobody else."""
    host = request.get_host()
    return "; ".join(
        (
            "default-src 'self'",
            f"connect-src 'self' ws://{host} wss://{host}",  # 'self' may lack sockets
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",  # texts of answers can never become markup
            "trusted-types 'none'",
        )
    )


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """Show what this is, and where to go from here."""
    return asset(request, "index.html")


@require_safe
def explorer(request: HttpRequest) -> HttpResponseBase:
    """Show the explorer."""
    return asset(request, "explorer.html")


@require_safe
def mailbox(request: HttpRequest) -> HttpResponseBase:
    """Show the demo's mailbox."""
    if not settings.DEMO:
        raise Http404
    return asset(request, "mailbox.html")


@require_safe
def asset(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send one file of the pages, or tell a browser that the one it has is still good."""
    page = pages().get(name)
    if page is None:
        raise Http404
    response = HttpResponse(page.content, content_type=page.kind)
    response["ETag"] = page.etag
    answer = get_conditional_response(request, etag=page.etag, response=response) or response
    answer["Cache-Control"] = "no-cache"  # kept, but asked about: an upgrade shows at once
    answer["Content-Security-Policy"] = policy(request)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_safe
def accounts(_request: HttpRequest) -> HttpResponseBase:
    """Give the demo network's accounts to its sign-in form; any other network has none to show."""
    if not (settings.DEMO and settings.DEMO_ACCOUNTS):
        raise Http404
    response = JsonResponse({"accounts": settings.DEMO_ACCOUNTS})
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
