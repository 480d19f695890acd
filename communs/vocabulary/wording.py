"""How synonyms are worded: clean lines, each once, and not too many."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from backend.folding import fold
from backend.rules import Invalid, Limited
from backend.texts import clean, clean_line

from .models import SynonymSet

FEWEST, MOST = 2, 12  # expressions of one set
LONGEST_EXPRESSION = 80
LONGEST_NOTE = 1_000
MOST_SETS = 2_000  # all of them are read by every process that searches


def check_room() -> None:
    """Refuse one set more than searching can bear."""
    if SynonymSet.objects.count() >= MOST_SETS:
        raise Limited(_("At most %(most)d sets of synonyms.") % {"most": MOST_SETS})


def cleaned(given: Sequence[str]) -> list[str]:
    """Give expressions made clean; of those that differ in case, accents or hyphens, the first."""
    if len(given) > MOST:
        raise Invalid(_("At most %(most)d expressions.") % {"most": MOST}, field="expressions")
    lines = [clean_line(each, field="expressions", most=LONGEST_EXPRESSION) for each in given]
    unlike: dict[str, str] = {}
    for line in lines:
        unlike.setdefault(fold(line), line)
    if "" in unlike:
        raise Invalid(_("An expression has words."), field="expressions")
    if len(unlike) < FEWEST:
        raise Invalid(_("Give two expressions at least that differ."), field="expressions")
    return list(unlike.values())


def cleaned_note(given: str) -> str:
    """Give a note made clean."""
    return clean(given, field="note", most=LONGEST_NOTE, blank=True)


def folded(expressions: Sequence[str]) -> str:
    """Give all expressions, each word after a space, as they are looked up."""
    return " " + " / ".join(map(fold, expressions))
