"""What a saved search looks for: arguments of the graph's `search`, kept as plain data.

The graph says what they mean, by ``settings.SAVED_QUESTION``: so a saved search is read just as
one that is typed, each time it is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.conf import settings
from django.utils.module_loading import import_string

from backend.rules import Actor, Refusal, Unavailable
from backend.search.contract import Found, Query
from backend.search.finding import is_asked
from backend.search.refusals import NothingAsked
from backend.search.understood import understood

Reading = Callable[[Actor, Mapping[str, Any]], Query]
T = TypeVar("T")

NOTHING = Found((), 0, has_next=False)


class Asked(dict[str, Any]):
    """The arguments of a search, as plain data."""


def question_of(actor: Actor, asked: Mapping[str, Any]) -> Query:
    """Read a search as somebody asks it now."""
    read: Reading = import_string(settings.SAVED_QUESTION)
    return read(actor, asked)


def unless_refused(read: Callable[[], T]) -> T | None:
    """Give what is read of a saved search; None where it is none any more, as words are now read.

    What was named when it was saved may be named so no more. Raises `Unavailable`: it may be later.
    """
    try:
        return read()
    except Unavailable:
        raise
    except Refusal:
        return None


def check(question: Query) -> None:
    """Refuse what could not be searched for."""
    if not is_asked(question, understood(question.text)):
        raise NothingAsked
