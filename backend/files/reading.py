"""Reading files, one by one, so that none stands in the way of another.

A file is marked as begun before it is read: one that brings the whole machine down each time is
given up in the end. What stops us on our side (the storage, the disk) counts for no file.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import IO

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db.models import F
from django.utils import timezone

from backend import journal
from backend.extraction.reasons import Reason
from backend.extraction.running import Extracted, Limits, text_of

from .facts import FileRead
from .models import FileText, TextState

log = logging.getLogger(__name__)

TRIES = 3  # begun, and not ended
PAUSE = timedelta(minutes=1)  # before what was begun, and has not ended, is begun again


def read_due(most: int = 100) -> int:
    """Read the files that are due; give how many there were."""
    for done in range(most):
        row = FileText.objects.due(timezone.now()).select_related("file").defer("text").first()
        if row is None:
            return done
        try:
            _read(row)
        except OSError:
            log.warning(
                "The file %s could not be fetched; it waits.", row.file.place, exc_info=True
            )
            _update(row, tries=F("tries") - 1)
            return done
    return most


def limits() -> Limits:
    """Give what reading a file may take, as the settings have it."""
    return Limits(
        seconds=settings.EXTRACTION_SECONDS,
        memory=settings.EXTRACTION_MEMORY,
        characters=settings.EXTRACTION_CHARACTERS,
    )


def _read(row: FileText) -> None:
    if row.tries >= TRIES:
        _done(row, Extracted(reason=Reason.INTERRUPTED))
        return
    _update(row, tries=F("tries") + 1, due_at=timezone.now() + PAUSE * 2**row.tries)
    try:
        kept = default_storage.open(row.file.place)
    except FileNotFoundError:
        _done(row, Extracted(reason=Reason.LOST))
        return
    with _at_hand(kept) as file:
        extracted = text_of(file, row.file.kind, limits())
    if extracted.reason is Reason.INTERRUPTED:
        log.warning("Reading the file %s was interrupted; it waits.", row.file.place)
        return
    _done(row, extracted)


@contextmanager
def _at_hand(kept: File[bytes]) -> Iterator[IO[bytes]]:
    """Lay a file where another process can read it, wherever the storage keeps it."""
    with kept, tempfile.TemporaryFile() as file:
        for piece in kept.chunks():
            file.write(piece)
        file.flush()
        yield file


def _done(row: FileText, extracted: Extracted) -> None:
    """Keep what was read, and tell; a file that was removed meanwhile is not told of."""
    reason = extracted.reason
    if reason and reason is not Reason.NO_TEXT:
        log.warning("The file %s gives no text: %s.", row.file.place, reason.value)
    with journal.atomic():
        kept = _update(
            row,
            state=_state(reason),
            reason=reason.value if reason else "",
            text=extracted.text,
            is_cut=extracted.is_cut,
            due_at=None,
            read_at=timezone.now(),
        )
        if kept:
            journal.record(FileRead(file=row.pk))


def _state(reason: Reason | None) -> TextState:
    if reason is None:
        return TextState.DONE
    return TextState.NONE if reason is Reason.NO_TEXT else TextState.FAILED


def _update(row: FileText, **columns: object) -> int:
    with journal.atomic():  # in turn with other writers
        waiting = FileText.objects.filter(pk=row.pk, state=TextState.WAITING)
        return waiting.update(**columns)
