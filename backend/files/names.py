"""Names of files: as their senders gave them, without what would deceive or hurt a receiver."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from backend.texts import DECEIVING

MOST = 120  # characters of a name, its ending included
UNFIT = re.compile(r'[<>:"|?*%;\x00-\x1f\x7f-\x9f]')  # on some system, or in some header
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)  # by Windows
NOT_SHOWN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # Unicode categories


def clean_name(given: str, endings: Sequence[str]) -> str:
    """Give a name that ends as its content says: ``endings`` are the usual ones, the best first."""
    name = re.split(r"[/\\]", given)[-1]
    name = UNFIT.sub("_", DECEIVING.sub("", name))
    name = "".join(sign for sign in name if unicodedata.category(sign) not in NOT_SHOWN)
    name = " ".join(unicodedata.normalize("NFC", name).split()).strip(". ")
    ending = next((end for end in endings if name.lower().endswith(end)), "")
    stem = name[: len(name) - len(ending)].rstrip(". ")
    stem = stem[: MOST - len(ending or endings[0])].rstrip(". ") or "file"
    if RESERVED.match(stem):
        stem = f"_{stem}"
    return stem + (ending or endings[0])
