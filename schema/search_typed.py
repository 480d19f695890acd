"""Fields that were typed among the words of a search, read by the names that whoever asks sees.

What names nothing that they see is searched as words: hidden or absent, it is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from django.utils import timezone

from backend import audiences
from backend.folding import fold
from backend.graphql.context import Context
from backend.rules import Invalid
from backend.search.contract import Query as Question
from backend.search.engines import engine
from backend.search.searching import search
from backend.search.syntax import Field, beginning, parted
from schema.search_kinds import KINDS, form_called
from schema.topics import TopicNode

ALIKE = 100  # people or groups of one name
MOST_NAMES = 10  # values of fields; further ones are words
NAMED = {"author": "person", "group": "group"}

Condition: TypeAlias = tuple[str, tuple[str, ...]]  # a filter, and the values that will do
Names: TypeAlias = Iterator[tuple[UUID, Iterable[str]]]


DAYS = ("before", "after")
CONDITIONS = {"kind": "form", "author": "author", "group": "group", "topic": "topic"}


@dataclass
class Typed:
    """What was typed: the words, and the conditions that fields among them made."""

    context: Context
    text: str = ""
    fields: list[str] = field(default_factory=list)  # as they were typed
    conditions: list[Condition] = field(default_factory=list)
    unlike: list[Condition] = field(default_factory=list)
    since: list[datetime] = field(default_factory=list)
    until: list[datetime] = field(default_factory=list)
    looked_up: int = 0

    def understand(self, typed: Field) -> bool:
        """Make a condition of a field; whether it could be understood."""
        self.looked_up += len(typed.values)
        if self.looked_up > MOST_NAMES:
            return False
        understood = self._day(typed) if typed.name in DAYS else self._names(typed)
        if understood:
            self.fields.append(typed.typed)
        return understood

    def _day(self, typed: Field) -> bool:
        zone = timezone.get_current_timezone()
        days = [beginning(value, zone) for value in typed.values]
        if len(days) != 1 or days[0] is None:
            return False
        is_since = (typed.name == "after") is not typed.is_excluded
        (self.since if is_since else self.until).append(days[0])
        return True

    def _names(self, typed: Field) -> bool:
        found = [self._values(typed.name, value) for value in typed.values]
        if not all(found):
            return False
        values = {value for some in found for value in some}
        conditions = self.unlike if typed.is_excluded else self.conditions
        conditions.append((CONDITIONS[typed.name], tuple(sorted(values))))
        return True

    def _values(self, name: str, value: str) -> list[str]:
        if name == "kind":
            form = form_called(value)
            return [form] if form else []
        known = (
            _topics(self.context) if name == "topic" else _named(NAMED[name], value, self.context)
        )
        return [str(key) for key in called(value, known)]


def typed_in(text: str, context: Context) -> Typed:
    """Read the fields that were typed."""
    typed = Typed(context)
    typed.text = parted(text, typed.understand)
    return typed


def called(name: str, known: Names) -> list[UUID]:
    """Give what is called so; what has all these words in its name, where nothing is."""
    asked = fold(name)
    names = [(key, [fold(each) for each in some]) for key, some in known]
    exact = [key for key, some in names if asked in some]
    words = set(asked.split())
    partly = [key for key, some in names if any(words <= set(each.split()) for each in some)]
    return (exact or partly) if asked else []


def _named(kind: str, name: str, context: Context) -> Names:
    """Give those that may be called so: as they are written, or as search finds them."""
    seen = KINDS[kind].visible(context).order_by()
    written = seen
    for word in name.split():
        written = written.filter(name__icontains=word)
    found = seen.filter(pk__in=_found(kind, name, context)) | written
    rows: Iterable[tuple[UUID, str]] = found.values_list("pk", "name")
    return ((key, [called]) for key, called in rows)


def _found(kind: str, name: str, context: Context) -> list[UUID]:
    """Find however it is written: without accents, say."""
    question = Question(
        text=fold(name),
        audiences=audiences.held_by(context.actor),
        owner=context.actor.person,
        kinds=frozenset({kind}),
        exact=True,
        first=ALIKE,
    )
    try:
        return [hit.id for hit in search(engine(), question).hits]
    except Invalid:  # little words alone, or more of them than anybody is called by
        return []


def _topics(context: Context) -> Names:
    columns = ("pk", "name_fr", "name_en", "synonyms", "number")
    for key, french, english, synonyms, number in TopicNode.visible(context).values_list(*columns):
        numbers = [f"ODD {number}", f"ODD{number}", f"SDG {number}"] if number else []
        yield key, [french, english, *synonyms, *numbers]
