"""Letters to those who come: to each once, in their language, of what they may still know.

A notice is left with each letter, in one transaction: so an entry of the journal that comes again
tells nobody again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.dateformat import format as formatted

from backend import journal
from backend.journal.models import Entry
from backend.mail.writing import queue_written
from communs.people.letters import Matter
from communs.people.models import Person

from .models import Notice
from .queries import who_still_see

BATCH = 100  # letters in one transaction: whoever writes meanwhile waits no longer than for these
DAY = "l j F Y"
CLOCK = {"fr": r"G\hi", "en": "H:i"}

Words = Callable[[str], Mapping[str, Any]]  # what a letter says, by its language


def tell(entry: Entry, letter: str, people: Iterable[UUID], *, audience: str, words: Words) -> None:
    """Write to people of one thing that happened; those who no longer see it hear nothing."""
    for keys in _batches(list(dict.fromkeys(people))):
        seeing = who_still_see(audience, keys)
        with journal.atomic():
            told = Notice.objects.filter(entry=entry.pk, person__in=keys).values("person")
            wanted = Person.objects.filter(pk__in=seeing).exclude(pk__in=told).order_by("pk")
            _write(entry, letter, list(wanted), words)


def _write(entry: Entry, letter: str, people: Sequence[Person], words: Words) -> None:
    Notice.objects.bulk_create(Notice(entry=entry.pk, person=person) for person in people)
    said = {language: words(language) for language in {person.language for person in people}}
    for person in people:
        queue_written(
            f"registrations/{letter}",
            to=person.email,
            language=person.language,
            words={"name": person.name, **said[person.language]},
            matter=Matter.EVENTS,
        )


def when(starts_at: datetime, ends_at: datetime, zone: str, language: str) -> str:
    """Say a time by the clocks of its place: « mardi 31 mars 2026, 9h00… »."""
    begin, end = (moment.astimezone(ZoneInfo(zone)) for moment in (starts_at, ends_at))
    clock = CLOCK[language]
    with translation.override(language):
        ending = formatted(end, clock if begin.date() == end.date() else f"{DAY}, {clock}")
        return f"{formatted(begin, f'{DAY}, {clock}')} \N{EN DASH} {ending} ({zone})"


def _batches(keys: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]
