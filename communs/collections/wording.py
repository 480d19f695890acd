"""The texts of collections, made clean."""

from __future__ import annotations

from collections.abc import Mapping

from backend.texts import clean, clean_line
from backend.unset import Unset

LONGEST_SUMMARY = 1_000
LONGEST_DESCRIPTION = 20_000
LONGEST_NOTE = 2_000

MOST = {"summary": LONGEST_SUMMARY, "description": LONGEST_DESCRIPTION}


def cleaned(given: Mapping[str, str | Unset]) -> dict[str, str]:
    """Give, made clean, those of a collection's texts that were given at all."""
    texts = {name: text for name, text in given.items() if not isinstance(text, Unset)}
    return {
        name: clean(text, field=name, most=MOST[name], blank=True)
        if name in MOST
        else clean_line(text, field=name)
        for name, text in texts.items()
    }
