"""Storing: a file is written before its row is committed, and removed after its row is gone.

So a row always has its file. A file may be left without a row when a process is killed in
between: nobody can fetch it, and `manage.py sweep_files` removes it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files import File
from django.core.files.storage import Storage, default_storage
from django.db import models, transaction
from django.utils import timezone

from backend.extraction.kinds import READ
from backend.journal import if_undone

from .models import FileText, StoredFile
from .uploads import Ready

log = logging.getLogger(__name__)

UNDER_WAY = timedelta(days=1)  # a file that is younger may belong to a change under way


def store(ready: Ready) -> StoredFile:
    """Keep a file, inside `journal.atomic()`: it is gone again if the change fails."""
    file = StoredFile(
        name=ready.name,
        kind=ready.kind,
        size=ready.size,
        sha256=ready.sha256,
        is_picture=ready.is_picture,
    )
    if_undone(lambda: remove(file.place))
    ready.content.seek(0)
    default_storage.save(file.place, File(ready.content))
    file.save(force_insert=True)
    if file.kind in READ:
        FileText.objects.create(file=file)  # which waits to be read
    return file


def discard(file: StoredFile) -> None:
    """Let go of a file to which nothing belongs any more; it is removed after the commit."""
    place = file.place
    file.delete()
    transaction.on_commit(lambda: remove(place))


def set_picture(row: models.Model, column: str, ready: Ready | None) -> None:
    """Give a row, which the caller has locked, another picture or none."""
    former = getattr(row, column)
    setattr(row, column, store(ready) if ready else None)
    row.save(update_fields=[column])
    if former:
        discard(former)


def remove(place: str) -> None:
    """Remove a file from the storage; one that stays is left to the sweep."""
    try:
        default_storage.delete(place)
    except OSError:
        log.warning("A file could not be removed; the sweep will.", exc_info=True)


def orphans(before: datetime | None = None) -> Iterator[str]:
    """Find the files that no row names, those aside that may still be under way."""
    before = before or timezone.now() - UNDER_WAY
    for folder in sorted(_listed(default_storage, "")[0]):
        places = [f"{folder}/{name}" for name in _listed(default_storage, folder)[1]]
        named = {file.place for file in StoredFile.objects.filter(key__startswith=folder)}
        for place in places:
            if place not in named and default_storage.get_modified_time(place) < before:
                yield place


def lost() -> Iterator[StoredFile]:
    """Find the rows whose file is not there: a backup without its files, or a broken disk."""
    for file in StoredFile.objects.order_by("id").iterator():
        if not default_storage.exists(file.place):
            yield file


def _listed(storage: Storage, folder: str) -> tuple[list[str], list[str]]:
    try:
        return storage.listdir(folder)
    except FileNotFoundError:
        return [], []
