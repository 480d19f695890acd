"""The documents that an operator trusts, as front ends' build tools list them.

A manifest is Apollo's (`generate-persisted-query-manifest`: `{"format":
"apollo-persisted-query-manifest", "version": 1, "operations": [{"id", "body", …}]}`) or Relay's
(`persisted_queries.json`: texts by their names).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from django.core.exceptions import ImproperlyConfigured

from .asking import BY_HASH

APOLLO = "apollo-persisted-query-manifest"


@dataclass(frozen=True)
class Manifest:
    """What is trusted: texts by name."""

    texts: Mapping[str, str]
    known: frozenset[str]  # the texts themselves

    def find(self, name: str | None, text: str | None) -> str | None:
        """Give the text that is asked for by name, or sent; None when it is not on the list."""
        if text is None:
            return self.texts.get(name or "") or self.texts.get((name or "").removeprefix(BY_HASH))
        return text if text in self.known else None


@lru_cache(maxsize=4)
def trusted(path: str) -> Manifest | None:
    """Read a manifest, once; None where none is named."""
    if not path:
        return None
    try:
        given = orjson.loads(Path(path).read_bytes())
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"TRUSTED_DOCUMENTS={path}: {error}") from error
    texts = _of_apollo(given) if _is_apollo(given) else given
    if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        raise ImproperlyConfigured(
            f"TRUSTED_DOCUMENTS={path}: this is neither Apollo’s manifest nor Relay’s."
        )
    return Manifest(texts, frozenset(texts.values()))


def _is_apollo(given: Any) -> bool:
    return isinstance(given, dict) and given.get("format") == APOLLO


def _of_apollo(given: dict[str, Any]) -> dict[str, Any] | None:
    operations = given.get("operations")
    if given.get("version") != 1 or not isinstance(operations, list):
        return None
    try:
        return {each["id"]: each["body"] for each in operations}
    except (TypeError, KeyError):
        return None
