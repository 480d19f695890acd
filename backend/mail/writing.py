"""Writing letters: inside the transaction of what causes them, so that both happen or neither."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.template import Context, engines
from django.template.backends.django import DjangoTemplates
from django.utils import translation

from backend.journal import record

from .facts import LetterQueued
from .models import Letter
from .stopping import is_stopped

LONGEST_SUBJECT = 300
BREAKS = re.compile("[^\\S\u00a0\u202f]+")  # all white space but the two that French does not break


def queue(*, to: str, subject: str, text: str, language: str = "", matter: str = "") -> Letter:
    """Have a letter sent after this transaction; called inside `journal.atomic()`."""
    subject = BREAKS.sub(" ", subject).strip()  # a line break would begin another header
    letter = Letter.objects.create(
        to=to, subject=subject[:LONGEST_SUBJECT], text=text, language=language, matter=matter
    )
    record(LetterQueued(letter=letter.pk))
    return letter


def queue_written(
    name: str, *, to: str, language: str, words: Mapping[str, Any], matter: str = ""
) -> Letter | None:
    """Queue a letter from its template, ``mail/<name>.<language>.txt``: first its subject.

    ``matter`` says what it is about, for readers who would rather be spared: then none is queued.
    """
    if is_stopped(to, matter):
        return None
    subject, text = written(name, language=language, words=words)
    return queue(to=to, subject=subject, text=text, language=language, matter=matter)


def written(name: str, *, language: str, words: Mapping[str, Any]) -> tuple[str, str]:
    """Give the subject and the text of a letter in a language."""
    django = engines["django"]
    assert isinstance(django, DjangoTemplates)  # noqa: S101 - what the settings name
    template = django.engine.get_template(f"mail/{name}.{language}.txt")
    with translation.override(language):  # for dates
        # Plain text: escaping would show a reader `L&#x27;alliance`.
        said = template.render(Context(words, autoescape=False))
    subject, _line, text = said.partition("\n")
    return subject.strip(), f"{text.strip()}\n"
