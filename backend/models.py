"""What every row of ours has: a key that sorts by time and cannot be guessed."""

from __future__ import annotations

from uuid import UUID

import uuid_utils.compat
from django.db import models
from django.utils import timezone


def new_key() -> UUID:
    """Make a UUIDv7 (RFC 9562): later keys sort after earlier ones."""
    return uuid_utils.compat.uuid7()


class Identified(models.Model):
    """A row with a UUIDv7 key and the moment it came to be."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    created_at = models.DateTimeField(
        default=timezone.now, editable=False, help_text="When it came to be."
    )

    class Meta:
        abstract = True
