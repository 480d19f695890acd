"""How topics are called: names, colours and synonyms, made clean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.rules import Invalid
from backend.texts import clean_line
from backend.unset import UNSET

COLOUR = re.compile(r"#[0-9A-F]{6}")
MOST_SYNONYMS = 30
LONGEST_SYNONYM = 100


def cleaned(given: Mapping[str, Any]) -> dict[str, Any]:
    """Give, made clean, those of a topic's columns that were given at all."""
    columns = {name: value for name, value in given.items() if value is not UNSET}
    for name in columns.keys() & {"name_fr", "name_en"}:
        columns[name] = clean_line(columns[name], field=name, blank=name == "name_en")
    if "colour" in columns:
        columns["colour"] = _colour(columns["colour"])
    if "synonyms" in columns:
        columns["synonyms"] = _synonyms(columns["synonyms"])
    return columns


def _colour(given: str) -> str:
    colour = given.strip().upper()
    if not COLOUR.fullmatch(colour):
        raise Invalid(_("Give the colour as six hexadecimal digits: #19486A."), field="colour")
    return colour


def _synonyms(given: list[str]) -> list[str]:
    if len(given) > MOST_SYNONYMS:
        reason = _("At most %(most)d synonyms.") % {"most": MOST_SYNONYMS}
        raise Invalid(reason, field="synonyms")
    words = [clean_line(word, field="synonyms", most=LONGEST_SYNONYM) for word in given]
    return list(dict.fromkeys(words))
