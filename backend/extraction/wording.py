"""Pieces of text as they are kept: words whole, however they were set."""

from __future__ import annotations

import re
import unicodedata

SET_AS_ONE = str.maketrans(  # letters that type sets in one piece, and what shows nothing
    {
        "\ufb00": "ff",
        "\ufb01": "fi",
        "\ufb02": "fl",
        "\ufb03": "ffi",
        "\ufb04": "ffl",
        "\ufb05": "st",
        "\ufb06": "st",
        "\u00ad": None,
        "\u200b": None,
        "\ufeff": None,
    }
)
UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffd\ufffe\uffff]+")
PARTED = re.compile(r"(?<=[^\W\d_])-\n(?=[^\W\d_])")
WORD_END = re.compile(r"[\w-]*\Z")
WORD_START = re.compile(r"[\w-]+")
LONGEST_WORD = 64  # characters that are looked at on either side of a line's end
TIED = {  # what French ties to a word by a hyphen that is its own
    *("ce", "ci", "elle", "elles", "en", "eux", "il", "ils", "je", "là", "la", "le", "les"),
    *("leur", "lui", "moi", "même", "mêmes", "nous", "on", "t", "toi", "tu", "vous", "y"),
}
SPACES = re.compile(r"[^\S\n]+")
LINES = re.compile(r"\s*\n\s*")


def worded(piece: str) -> str:
    """Give a piece with its words whole and its spaces single; empty when it says nothing."""
    piece = unicodedata.normalize("NFC", piece.translate(SET_AS_ONE).replace("\r", "\n"))
    piece = LINES.sub("\n", SPACES.sub(" ", UNFIT.sub(" ", piece))).strip()
    return PARTED.sub(_joint, piece)


def _joint(parted: re.Match[str]) -> str:
    """Say what joins the halves of a word that a line's end parted: a compound's own hyphen."""
    text, (start, end) = parted.string, parted.span()
    before = WORD_END.search(text[max(0, start - LONGEST_WORD) : start])
    after = WORD_START.match(text[end : end + LONGEST_WORD])
    if before is None or after is None:
        return "-"
    is_compound = "-" in before[0] or "-" in after[0] or after[0][0].isupper()
    return "-" if is_compound or after[0].lower() in TIED else ""
