"""Feeds: a token that is told once, and of which only a hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from uuid import UUID

from django.utils import timezone

from .models import CalendarFeed

TOKEN_BYTES = 32  # 256 bits: nobody guesses it


def hash_of(token: str) -> str:
    """Give what is kept of a token: it opens nothing by itself."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def renew(person: UUID) -> CalendarFeed:
    """Give somebody's feed a new token, which the row in hand knows, and nothing else ever."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed, _is_new = CalendarFeed.objects.update_or_create(
        person_id=person, defaults={"token_hash": hash_of(token), "renewed_at": timezone.now()}
    )
    feed.token = token
    return feed
