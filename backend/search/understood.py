"""A question as it is understood: in each language that has a word for it, with what matches it.

It is made once, for whoever asks the same, and the next page of it. Two are the same question
when they are one object, so that what is kept of an answer is found without comparing trees.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache

from .analysis import ANALYSES
from .asking import Question, ask
from .matches import Match
from .matching import can_widen, said
from .synonyms import Synonyms, kept

MOST_KEPT = 256
LONGEST_KEPT = 80  # characters: a question takes some ten thousand bytes a word


class Understood:
    """A question in several languages."""

    def __init__(self, questions: Mapping[str, Question], before: Understood | None = None) -> None:
        self.questions = questions
        self.before = before  # whose answers come first, when this one is read widely

    def __bool__(self) -> bool:
        """Whether it says what is looked for, and not only what is not."""
        return any(self.questions.values())

    @cached_property
    def strictly(self) -> Match:
        """Match what has all the words."""
        return said(self.questions)

    @cached_property
    def widely(self) -> Match:
        """Match what has most of them, if they are several; first what the one before matches."""
        first = (self.before or self).questions
        return said(self.questions, widely=can_widen(self.questions), first=first)

    @cached_property
    def can_widen(self) -> bool:
        """Whether more than what has all the words may be told."""
        return self.before is not None or can_widen(self.questions)

    @cached_property
    def wanted(self) -> Mapping[str, frozenset[str]]:
        """The terms that a hit may show, by language."""
        nothing: frozenset[str] = frozenset()
        wanted = {name: question.wanted for name, question in self.questions.items()}
        return {name: wanted.get(name, nothing) for name in ANALYSES}


def understood(text: str) -> Understood:
    """Read what somebody typed, with the synonyms that the network keeps now."""
    read = _read if len(text) <= LONGEST_KEPT else _read_anew
    return read(text, *kept.by_language().items())


def _read_anew(text: str, *synonyms: tuple[str, Synonyms]) -> Understood:
    return Understood(ask(text, ANALYSES.values(), dict(synonyms)))


_read = lru_cache(MOST_KEPT)(_read_anew)
