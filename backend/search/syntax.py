"""Fields that people type among their words: ``author:"Ana Alba" before:2024 alliance``.

A field stands at the beginning of a word, has one of the known names, in English or in French,
and a value right behind its colon. Several values, any of which will do, have ``|`` between them.
With ``-`` before it, a field says what is not looked for. Whatever is not a field is left to be
searched; so is a field in a phrase.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from backend.folding import fold

NAMES = {
    "kind": "kind",
    "type": "kind",
    "author": "author",
    "auteur": "author",
    "autrice": "author",
    "group": "group",
    "groupe": "group",
    "topic": "topic",
    "theme": "topic",
    "before": "before",
    "avant": "before",
    "after": "after",
    "apres": "after",
}
VALUE = r'(?:"[^"]+"|“[^”“]+”|«[^«»]+»|[^\s|"“”«»]+)'
PARTS = re.compile(
    rf"""
    "[^"]*" | “[^”“]*” | «[^«»]*»
    | (?<!\S) (?P<no>-?) (?P<name>[^\W\d_]+) : (?P<values>{VALUE}(?:\|{VALUE})*) (?!\S)
    """,
    re.VERBOSE,
)
VALUES = re.compile(VALUE)
QUOTES = ' \u00a0\u202f"“”«»'
DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)


@dataclass(frozen=True)
class Field:
    """One field: its name in English, its values, and how it was typed."""

    name: str
    values: tuple[str, ...]
    typed: str
    is_excluded: bool = False

    @property
    def words(self) -> str:
        """Its values as plain words; as words that nothing may have, of what is excluded."""
        if not self.is_excluded:
            return " ".join(self.values)
        return " ".join('-"{}"'.format(value.replace('"', " ")) for value in self.values)


def parted(text: str, understood: Callable[[Field], bool]) -> str:
    """Give a text without its fields; the values of one that is not understood stay as words."""

    def rest(part: re.Match[str]) -> str:
        field = _field(part)
        if field is None:
            return part[0]
        return "" if understood(field) else field.words

    return PARTS.sub(rest, unicodedata.normalize("NFC", text))


def beginning(day: str, zone: tzinfo = UTC) -> datetime | None:
    """Give when a year, a month or a day begins: 2024, 2024-04, 2024-04-22; None for no day."""
    read = DAY.fullmatch(day)
    if read is None:
        return None
    year, month, date = (int(part or 1) for part in read.groups())
    try:
        return datetime(year, month, date, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _field(part: re.Match[str]) -> Field | None:
    name = NAMES.get(fold(part["name"])) if part["name"] else None
    if name is None:
        return None
    values = tuple(value.strip(QUOTES) for value in VALUES.findall(part["values"]))
    return Field(name, values, part[0], bool(part["no"])) if all(values) else None
