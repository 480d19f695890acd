"""Relay's global ids: opaque to clients, ``Type:uuid`` in base64 to us."""

from __future__ import annotations

import base64
import binascii
from binascii import b2a_base64
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.rules import Missing


def to_global_id(type_name: str, key: object) -> str:
    """Make the id of a node."""
    return base64.b64encode(f"{type_name}:{key}".encode()).decode()


def to_global_ids(type_name: str, keys: Iterable[UUID]) -> list[str]:
    """Make the ids of many nodes of a type: a page has hundreds, so none of them calls Python."""
    written = [
        f"{type_name}:{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}"
        for h in [f"{key.int:032x}" for key in keys]
    ]
    return [b2a_base64(each.encode(), newline=False).decode() for each in written]


def quick(keys: Iterable[Any]) -> list[Any]:
    """Give keys as what is quick to look up: Python hashes and compares a UUID's number itself."""
    return [key.int if type(key) is UUID else key for key in keys]


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
