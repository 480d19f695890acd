"""How much a request may bring, and within what time: files, only from who is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from backend.rules import Unavailable

from .answers import DATABASE_AWAY
from .callers import is_signed_in
from .pool import threads

MULTIPART = b"multipart/form-data"


@dataclass(frozen=True)
class Allowance:
    """What one request may bring."""

    size: int  # bytes
    seconds: float


async def allowance_of(scope: dict[str, Any], headers: dict[bytes, bytes]) -> Allowance:
    """Say what a request may bring, by its head alone; raises `Unavailable`.

    Who sends it is asked only where the answer matters: for files that are more than any other
    request may be.
    """
    usual = Allowance(settings.BODY_LIMIT, settings.BODY_SECONDS)
    is_multipart = headers.get(b"content-type", b"").lower().startswith(MULTIPART)
    if not is_multipart or announced(headers) <= usual.size:
        return usual
    try:
        may_bring_files = await threads().work(lambda: is_signed_in(scope))
    except DATABASE_AWAY as error:
        reason = _("The database cannot answer at this moment. Try again in a few seconds.")
        raise Unavailable(reason) from error
    return Allowance(settings.UPLOAD_LIMIT, settings.UPLOAD_SECONDS) if may_bring_files else usual


def announced(headers: dict[bytes, bytes]) -> int:
    """Give the length that a request says it has; 0 when it says none."""
    length = headers.get(b"content-length", b"0")
    return int(length) if length.isdigit() else 0
