"""Reacting: with which signs, and what counts as one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.rules import Invalid
from backend.texts import clean_line

from .models import USUAL, ReactionChoice

MOST = 20  # reactions that a group may offer
LONGEST = 32  # code points of one: families and flags take many
DRAWN = {"So", "Sk"}  # Unicode categories: symbols, and what colours them
JOINING = {"Mn", "Me", "Cf"}  # what makes one emoji of several
KEYCAP = "\u20e3"


def reactions_of(groups: Iterable[UUID | None]) -> dict[UUID | None, list[str]]:
    """Give the reactions that these groups offer; None is where no group looks after it."""
    keys = set(groups)
    chosen = ReactionChoice.objects.filter(group__in=keys - {None})
    found = dict(chosen.order_by().values_list("group", "reactions"))
    return {key: found.get(key, list(USUAL)) if key else list(USUAL) for key in keys}


def clean_reactions(given: Sequence[str]) -> list[str]:
    """Give reactions as they are kept: emoji, each once, in the order given."""
    reactions = [clean_line(each, field="reactions", most=LONGEST) for each in given]
    if not all(map(is_emoji, reactions)):
        raise Invalid(_("Each reaction is one emoji."), field="reactions")
    reactions = list(dict.fromkeys(reactions))
    if len(reactions) > MOST:
        reason = _("At most %(most)d reactions can be offered.")
        raise Invalid(reason % {"most": MOST}, field="reactions")
    return reactions


def is_emoji(text: str) -> bool:
    """Whether it is drawn, not written: symbols and what joins them, or a key as on a telephone."""
    if text.endswith(KEYCAP):
        return text[0] in "0123456789#*" and len(text) <= 3
    kinds = {unicodedata.category(sign) for sign in text}
    return bool(kinds & DRAWN) and kinds <= DRAWN | JOINING
