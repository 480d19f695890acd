"""The demo network's mailbox: what its letters say, for whoever tries it out.

Only the demo keeps its mail in files and shows it: any other network has none to show.
"""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

BETWEEN = b"\n" + b"-" * 79 + b"\n"  # how Django's file backend ends each mail
MOST = 100  # letters shown, the newest first
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@require_safe
@never_cache
def letters(_request: HttpRequest) -> HttpResponse:
    """Give the newest letters, as the page shows them."""
    shown = [
        {
            "id": name,
            "to": str(letter["To"]),
            "subject": str(letter["Subject"]).strip(),
            "at": str(letter["Date"]),
            "text": _part(letter, "plain"),
        }
        for name, letter in newest()[:MOST]
    ]
    response = JsonResponse({"letters": shown})
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@never_cache
def letter(_request: HttpRequest, name: str) -> HttpResponse:
    """Show one letter as HTML, as a mail program would: it may load and run nothing."""
    found = dict(newest()).get(name)
    if found is None:
        raise Http404
    response = HttpResponse(_part(found, "html"))
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response


def newest() -> list[tuple[str, EmailMessage]]:
    """Give the letters of the demo with their names, those that were sent last first."""
    if not settings.DEMO:
        raise Http404
    folder = Path(settings.VAR) / "mail"
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    return [named for file in files for named in reversed(list(_letters(file)))]


def _letters(file: Path) -> Iterator[tuple[str, EmailMessage]]:
    for number, content in enumerate(file.read_bytes().split(BETWEEN)[:-1]):
        yield f"{file.stem}-{number}", message_from_bytes(content, policy=default)


def _part(letter: EmailMessage, kind: str) -> str:
    body = letter.get_body((kind,))
    return str(body.get_content()) if body is not None else ""
