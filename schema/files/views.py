"""A file as it is sent: to be kept, never to be run, to those who may see it."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from backend.files.models import StoredFile
from backend.graphql.doors.callers import context_of

POLICY = "sandbox; default-src 'none'"


@require_safe
def file(request: HttpRequest, key: str) -> HttpResponseBase:
    """Send a file; for whom it is not, there is none."""
    actor = context_of(request).actor
    found = StoredFile.objects.visible_to(actor).filter(key=key).first()
    if found is None:
        raise Http404
    etag = f'"{found.sha256}"'
    answer = get_conditional_response(request, etag=etag) or _sent(found)
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"  # kept, but asked about: rights may have changed
    answer["Vary"] = "Cookie, X-Session-Token, Authorization"
    answer["Content-Security-Policy"] = POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _sent(found: StoredFile) -> HttpResponseBase:
    try:
        content = default_storage.open(found.place)
    except FileNotFoundError as error:  # it was removed a moment ago
        raise Http404 from error
    answer = FileResponse(
        content,
        as_attachment=not found.is_picture,
        filename=found.name,
        content_type=_type(found.kind),
    )
    answer["Content-Length"] = str(found.size)
    return answer


def _type(kind: str) -> str:
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
