"""Folded texts: what two spellings of one name have in common, for looking it up."""

from __future__ import annotations

import re
import unicodedata

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
APART = re.compile(r"[\W_]+")  # hyphens, apostrophes, points: whatever stands between words


def fold(text: str) -> str:
    """Give a text in small letters without accents or ligatures, its words parted by one space."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(LIGATURES))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return APART.sub(" ", letters).strip()
