"""Relay's global ids: opaque to clients, ``Type:uuid`` in base64 to us."""

from __future__ import annotations

import base64
import binascii
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.rules import Missing


def to_global_id(type_name: str, key: object) -> str:
    """Make the id of a node."""
    return base64.b64encode(f"{type_name}:{key}".encode()).decode()


def from_global_id(global_id: str) -> tuple[str, UUID] | None:
    """Read an id back; None when it names nothing that we could have named."""
    try:
        name, _colon, key = base64.b64decode(global_id, validate=True).decode().partition(":")
        return name, UUID(key)
    except (ValueError, binascii.Error):
        return None


def key_of(global_id: str, type_name: str, *, field: str | None = None) -> UUID:
    """Give the key that an id of one type names; `Missing` for any other id."""
    found = from_global_id(global_id)
    if found is None or found[0] != type_name:
        raise Missing(_("There is no such thing, or it is not for you."), field=field)
    return found[1]
