"""Texts that people write: made clean once, before anything is done with them."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from .rules import Invalid

BREAKS = {"\n", "\t"}  # the control characters that a text may hold
UNSEEN = {"Cc", "Cs"}  # Unicode categories: control, surrogate
BARE = {"Cc", "Cf", "Mn", "Me", "Zl", "Zp", "Zs"}  # those that show nothing by themselves
BLANKS = set("\u115f\u1160\u2800\u3164\uffa0")  # letters and symbols that are drawn as nothing
DECEIVING = re.compile(  # directions, widths of zero, tags: a name reads as what it is not
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)  # not the two joiners: Persian and many emoji need them

_is_address = URLValidator(schemes=["http", "https"])


def clean(text: str, *, field: str, most: int, blank: bool = False) -> str:
    """Give a text in NFC, trimmed, with plain line ends; refuse what no reader could use."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if any(unicodedata.category(sign) in UNSEEN and sign not in BREAKS for sign in text):
        raise Invalid(_("This text holds characters that cannot be shown."), field=field)
    text = unicodedata.normalize("NFC", text).strip()
    if not any(_shows(sign) for sign in text):
        text = ""
    if not text and not blank:
        raise Invalid(_("Say something here."), field=field)
    if len(text) > most:
        reason = _("This is too long: %(length)d characters, at most %(most)d.")
        raise Invalid(reason % {"length": len(text), "most": most}, field=field)
    return text


def clean_line(text: str, *, field: str, most: int = 200, blank: bool = False) -> str:
    """Give a title or a name: `clean`, on one line, without what would make it read as another."""
    line = clean(DECEIVING.sub("", text), field=field, most=most, blank=blank)
    return " ".join(line.split())


def clean_address(text: str, *, field: str, most: int = 1000, blank: bool = False) -> str:
    """Give an address of the web: ``http`` or ``https``, nothing that a browser would run."""
    address = clean(text, field=field, most=most, blank=blank)
    if address:
        try:
            _is_address(DECEIVING.sub(" ", address))
        except ValidationError as error:
            raise Invalid(_("This is not an address: https://…"), field=field) from error
    return address


def _shows(sign: str) -> bool:
    """Whether a reader sees something of a sign that stands alone."""
    return unicodedata.category(sign) not in BARE and sign not in BLANKS
