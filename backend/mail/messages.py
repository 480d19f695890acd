"""Letters as the mails they become: text for everybody, the same as HTML, and how to stop them."""

from __future__ import annotations

from email.utils import format_datetime, parseaddr
from typing import Any

from django.conf import settings
from django.core import mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from .models import Letter
from .stopping import link_of


class Mail(mail.EmailMultiAlternatives):
    """A mail whose bytes are the same each time: even the line between its parts."""

    boundary: str

    def message(self, *args: Any, **given: Any) -> Any:
        said: Any = super().message(*args, **given)
        said.set_boundary(self.boundary)
        return said


def message_of(letter: Letter) -> Mail:
    """Give a letter as the mail it becomes: the same each time."""
    link = link_of(letter)
    with override(letter.language or settings.LANGUAGE_CODE):
        text, html = _text(letter, link), _html(letter, link)
    message = Mail(letter.subject, text, to=[letter.to], headers=_headers(letter, link))
    message.boundary = f"={letter.pk.hex}="
    message.attach_alternative(html, "text/html")
    return message


def _headers(letter: Letter, link: str) -> dict[str, str]:
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    domain = address.rpartition("@")[2] or "localhost"
    headers = {
        "Message-ID": f"<{letter.pk}@{domain}>",
        "Date": format_datetime(letter.created_at),
        "Auto-Submitted": "auto-generated",  # nobody's out-of-office answers it
    }
    if letter.language:
        headers["Content-Language"] = letter.language
    if link:  # RFC 2369, and RFC 8058: one click, without a page in between
        headers["List-Unsubscribe"] = f"<{link}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _text(letter: Letter, link: str) -> str:
    if not link:
        return letter.text
    ending = _("No more letters like this one:")
    return f"{letter.text}\n-- \n{ending} {link}\n"


def _html(letter: Letter, link: str) -> str:
    words = {"letter": letter, "link": link, "ending": _("No more letters like this one")}
    return render_to_string(
        "mail/letter.html", words | {"language": letter.language or settings.LANGUAGE_CODE}
    )
