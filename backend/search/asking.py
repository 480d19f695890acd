"""What somebody typed, read as plain words, ``"phrases"`` and ``-exclusions``.

Nothing typed is an error of syntax: a quotation mark without its other half is a sign like any.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .analysis import Analysis, well_formed
from .contract import LONGEST_TEXT, MOST_WORDS, NothingAsked, QueryTooLong

Terms = tuple[str, ...]  # of one word: any of them will do
Phrase = tuple[Terms, ...]

PARTS = re.compile(
    r"""
    (?: (?<!\S) (?P<minus>-) (?=[\w"“«]) )?
    (?: "(?P<straight>[^"]*)"
      | “(?P<curly>[^”“]*)”
      | «(?P<french>[^«»]*)»
      | (?P<plain>[^\s"“«]+|["“«])
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Asked:
    """A question, in the terms of one language."""

    words: tuple[Terms, ...]
    phrases: tuple[Phrase, ...]
    without: tuple[Phrase, ...]
    whole: Phrase  # all plain words in their order: to stand together counts for more

    @property
    def wanted(self) -> frozenset[str]:
        """All terms that a hit may show."""
        return frozenset(
            term for words in (self.words, *self.phrases) for terms in words for term in terms
        )

    def __bool__(self) -> bool:
        return bool(self.words or self.phrases)


def check(text: str) -> None:
    """Refuse what is too long to be a question."""
    if len(text) > LONGEST_TEXT or len(text.split()) > MOST_WORDS:
        raise QueryTooLong


def ask(text: str, analyses: tuple[Analysis, ...]) -> dict[str, Asked]:
    """Read a question in each language that has a word for it."""
    check(text)
    readings = {analysis.language: _read(well_formed(text), analysis) for analysis in analyses}
    asked = {language: reading for language, reading in readings.items() if reading}
    if not asked:
        raise NothingAsked
    return asked


def _read(text: str, analysis: Analysis) -> Asked:
    words: list[Terms] = []
    phrases: list[Phrase] = []
    without: list[Phrase] = []
    for part in PARTS.finditer(text):
        found = tuple(word.terms for word in analysis.words(part[part.lastgroup or 0]))
        if not found:
            continue
        if part["minus"]:
            without.append(found)
        elif part["plain"] is None:
            phrases.append(found)
        else:
            words += found
    return Asked(tuple(dict.fromkeys(words)), tuple(phrases), tuple(without), tuple(words))
