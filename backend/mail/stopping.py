"""Stopping letters: one click in a letter, or a choice in the graph, ends those about a matter.

The link in a letter carries its address and its matter, signed: whoever holds the letter may stop
its kind, and nobody else. It works without a session and for ever (RFC 8058).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

from backend.journal import record

from .facts import LettersResumed, LettersStopped
from .models import Letter, Stop

SALT = "backend.mail.stopping"


@dataclass(frozen=True)
class Stoppable:
    """What a link stops, and the language of the letter that it stood in."""

    to: str
    matter: str
    language: str


def signer() -> signing.Signer:
    """Give what signs the links: without a time, so that a letter is the same each time."""
    return signing.Signer(salt=SALT)


def is_stopped(to: str, matter: str) -> bool:
    """Whether an address asked for no letters about a matter."""
    return bool(matter) and Stop.objects.filter(to=to.lower(), matter=matter).exists()


def stopped_matters(to: str) -> list[str]:
    """Give the matters about which an address gets no letters."""
    return list(
        Stop.objects.filter(to=to.lower()).order_by("matter").values_list("matter", flat=True)
    )


def stop(to: str, matters: Iterable[str]) -> None:
    """Send no more letters about these; called inside `journal.atomic()`."""
    for matter in matters:
        row, is_new = Stop.objects.get_or_create(to=to.lower(), matter=matter)
        if is_new:
            record(LettersStopped(stop=row.pk))


def resume(to: str, matters: Iterable[str]) -> None:
    """Send letters about these again; called inside `journal.atomic()`."""
    for row in Stop.objects.filter(to=to.lower(), matter__in=list(matters)):
        record(LettersResumed(stop=row.pk))
        row.delete()


def link_of(letter: Letter) -> str:
    """Give the address that stops letters like this one; none, where nothing may."""
    if not (letter.matter and settings.ADDRESS):
        return ""
    token = signer().sign_object([letter.to, letter.matter, letter.language])
    return str(settings.ADDRESS).rstrip("/") + reverse("stop-letters", args=[token])


def read(token: str) -> Stoppable | None:
    """Read a link back; None for one that we did not sign."""
    try:
        to, matter, language = signer().unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Stoppable(to, matter, language)
