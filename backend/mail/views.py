"""The page that a letter's last line leads to: it stops letters like that one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from backend import journal

from .stopping import Stoppable, read, stop


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # the signed link is the proof; mail programs have no cookie (RFC 8058)
@never_cache
def stop_letters(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether, or do it: what merely follows links in mails (a scanner) stops nothing."""
    asked = read(token)
    if asked is None:
        raise Http404
    if is_done := request.method == "POST":
        with journal.atomic():
            stop(asked.to, [asked.matter])
    with override(asked.language or settings.LANGUAGE_CODE):
        page = render(request, "mail/stop.html", {**_words(asked), "is_done": is_done})
    page["Referrer-Policy"] = "no-referrer"  # the address is a key
    page["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'"
    )
    return page


def _words(asked: Stoppable) -> dict[str, Any]:
    named = {"to": asked.to, "matter": import_string(settings.LETTER_MATTERS)(asked.matter).label}
    return {
        "language": asked.language or settings.LANGUAGE_CODE,
        "title": _("Letters from Communs"),
        "question": _("Send %(to)s no more letters about: %(matter)s?") % named,
        "button": _("No more of them"),
        "done": _("%(to)s gets no more letters about: %(matter)s.") % named,
    }
