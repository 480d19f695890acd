"""What somebody typed, read as plain words, ``"phrases"`` and ``-exclusions``.

Nothing typed is an error of syntax: a quotation mark without its other half is a sign like any.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from .analysis import Analysis, well_formed
from .contract import LONGEST_TEXT, MOST_WORDS
from .refusals import QueryTooLong
from .synonyms import Synonyms, no_synonyms

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
    """One thing looked for: a word or an expression, or any of its synonyms."""

    words: Phrase
    bare: tuple[str, ...]  # the words as they were spelled
    synonyms: tuple[Phrase, ...] = ()


@dataclass(frozen=True)
class Question:
    """A question, in the terms of one language."""

    asked: tuple[Asked, ...]
    phrases: tuple[Phrase, ...]
    without: tuple[Phrase, ...]
    whole: Phrase  # all plain words in their order: to stand together counts for more

    @property
    def wanted(self) -> frozenset[str]:
        """All terms that a hit may show."""
        phrases = [*self.phrases, *(each.words for each in self.asked)]
        phrases += [synonym for each in self.asked for synonym in each.synonyms]
        return frozenset(term for phrase in phrases for terms in phrase for term in terms)

    def corrected(self, terms_of: Mapping[str, Terms]) -> Question:
        """Look for other words too, by how the mistyped ones were spelled."""
        return replace(self, asked=tuple(_corrected(each, terms_of) for each in self.asked))

    def __bool__(self) -> bool:
        return bool(self.asked or self.phrases)


def check(text: str, field: str = "query") -> None:
    """Refuse what is too long to be a question."""
    if len(text) > LONGEST_TEXT or len(text.split()) > MOST_WORDS:
        raise QueryTooLong(field)


def typed(text: str) -> str:
    """Give what somebody typed without what no database takes: it says nothing."""
    return well_formed(text).replace("\0", " ")


def ask(
    text: str,
    analyses: Iterable[Analysis],
    synonyms: Mapping[str, Synonyms] | None = None,
) -> dict[str, Question]:
    """Read a question in each language that has a word for it.

    What says in no language what is looked for, and in some what is not, is a question of each.
    """
    check(text)
    known = synonyms or {}
    readings = {
        analysis.language: _read(
            well_formed(text), analysis, known.get(analysis.language, no_synonyms())
        )
        for analysis in analyses
    }
    asking = {language: reading for language, reading in readings.items() if reading}
    return asking or {name: each for name, each in readings.items() if each.without}


def _read(text: str, analysis: Analysis, synonyms: Synonyms) -> Question:
    plain: list[tuple[Terms, str]] = []
    phrases: list[Phrase] = []
    without: list[Phrase] = []
    for part in PARTS.finditer(text):
        words = list(analysis.words(part[part.lastgroup or 0]))
        found = tuple(word.terms for word in words)
        if not found:
            continue
        if part["minus"]:
            without.append(found)
        elif part["plain"] is None:
            phrases.append(found)
        else:
            plain += [(word.terms, word.bare) for word in words]
    if len(plain) + sum(map(len, (*phrases, *without))) > MOST_WORDS:
        raise QueryTooLong
    whole = tuple(terms for terms, _bare in plain)
    asked = tuple({each.words: each for each in _expanded(plain, synonyms)}.values())
    return Question(asked, tuple(phrases), tuple(without), whole)


def _expanded(plain: list[tuple[Terms, str]], synonyms: Synonyms) -> Iterator[Asked]:
    """Join the words of known expressions, the longest first, and give each its synonyms."""
    at = 0
    while at < len(plain):
        length, others = synonyms.at([terms for terms, _bare in plain[at:]])
        some = plain[at : at + length]
        yield Asked(tuple(terms for terms, _ in some), tuple(bare for _, bare in some), others)
        at += length


def _corrected(asked: Asked, terms_of: Mapping[str, Terms]) -> Asked:
    words = tuple(
        tuple(dict.fromkeys((*terms, *terms_of.get(bare, ()))))
        for terms, bare in zip(asked.words, asked.bare, strict=True)
    )
    return replace(asked, words=words)
