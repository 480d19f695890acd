"""Loading an official edition of the territories: what is new, renamed, moved, or has ended.

Nothing is deleted: what people classified under a commune that has merged stays findable by it,
and by all that it lay in.
"""

from __future__ import annotations

import csv
import io
import lzma
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from backend.bulk import insert, reckon
from backend.folding import fold
from backend.models import new_key

from .models import Inclusion, Territory, TerritoryKind

SHIPPED = Path(__file__).parent / "data" / "territories.csv.xz"
CHUNK = 5_000  # rows written between two words on the progress

ROW = ("id", "created_at", "kind", "code", "name", "folded", "ended_at")

T = TypeVar("T")
Progress = Callable[[int, int], None]  # rows written, of how many
Key = tuple[str, str]  # kind and code


@dataclass(frozen=True)
class Edition:
    """The territories that there are from some day on, those around before those inside."""

    day: date
    names: dict[Key, str]
    parents: dict[Key, list[Key]]

    @cached_property
    def around(self) -> dict[Key, dict[Key, bool]]:
        """Give what each lies in, itself included; and whether directly."""
        found: dict[Key, dict[Key, bool]] = {}
        for key, parents in self.parents.items():
            further = {key: False}
            for parent in parents:
                # A grouping may lie in two departments, each of its communes lies in one.
                if parent[0] != TerritoryKind.EPCI:
                    further |= dict.fromkeys(found[parent], False)
            found[key] = further | dict.fromkeys(parents, True)
        return found


class _Known(NamedTuple):
    """A territory that is here already."""

    id: UUID
    name: str
    ended_at: date | None


class NoEdition(Exception):
    """A file that was not made by `tools/territories.py`."""


def read(path: Path = SHIPPED) -> Edition:
    """Read an edition from a file that `tools/territories.py` made."""
    with lzma.open(path) if path.suffix == ".xz" else path.open("rb") as file:
        try:
            return _edition(csv.reader(io.TextIOWrapper(file, encoding="utf-8", newline="")))
        except (ValueError, KeyError, StopIteration, lzma.LZMAError, csv.Error) as error:
            raise NoEdition(str(error) or "it is empty") from error


def _edition(lines: Iterator[list[str]]) -> Edition:
    _word, day = next(lines)
    edition = Edition(date.fromisoformat(day), {}, {})
    for kind, code, name, parents in lines:
        key = (str(TerritoryKind(kind)), code)
        edition.names[key] = name
        edition.parents[key] = [_key(parent) for parent in parents.split()]
    if missing := {p for some in edition.parents.values() for p in some} - edition.names.keys():
        raise ValueError(f"{min(missing)} is not in it")
    return edition


def load(edition: Edition, progress: Progress = lambda _done, _all: None) -> dict[str, int]:
    """Bring the territories to an edition; how many were added, renamed, moved and ended."""
    with transaction.atomic():
        known = _known()
        new = [key for key in edition.names if key not in known]
        ids = {key: row.id for key, row in known.items()} | {key: new_key() for key in new}
        moved = _moved(edition, ids)
        todo = _Todo(progress, len(new) + sum(len(edition.around[key]) for key in moved))
        for some in todo.chunks(_rows(edition, new, ids)):
            insert(Territory, ROW, some)
        for keys in _chunks(moved, 500):
            Inclusion.objects.filter(inner__in=[ids[key] for key in keys]).delete()
        for pairs in todo.chunks(_pairs(edition, moved, ids)):
            insert(Inclusion, ("outer", "inner", "is_direct"), pairs)
        reckon(Territory, Inclusion)
        renamed = _rename(edition, known)
        ended = _end(edition, known)
    return {"added": len(new), "renamed": renamed, "moved": len(moved) - len(new), "ended": ended}


def _key(written: str) -> Key:
    kind, _colon, code = written.partition(":")
    return str(TerritoryKind(kind)), code


def _known() -> dict[Key, _Known]:
    rows = Territory.objects.select_for_update().order_by("pk")
    return {
        (kind, code): _Known(key, name, ended_at)
        for kind, code, key, name, ended_at in rows.values_list(
            "kind", "code", "pk", "name", "ended_at"
        )
    }


def _rows(edition: Edition, keys: Iterable[Key], ids: Mapping[Key, UUID]) -> Iterator[Any]:
    now = timezone.now()
    for key in keys:
        name = edition.names[key]
        yield ids[key], now, *key, name, fold(name), None


def _moved(edition: Edition, ids: Mapping[Key, UUID]) -> list[Key]:
    """Give those that lie elsewhere than before: the new ones among them."""
    lying: dict[UUID, dict[UUID, bool]] = {}
    for outer, inner, is_direct in Inclusion.objects.values_list("outer", "inner", "is_direct"):
        lying.setdefault(inner, {})[outer] = is_direct
    return [
        key
        for key, around in edition.around.items()
        if lying.get(ids[key]) != {ids[outer]: direct for outer, direct in around.items()}
    ]


def _pairs(edition: Edition, keys: Iterable[Key], ids: Mapping[Key, UUID]) -> Iterator[Any]:
    for key in keys:
        for outer, is_direct in edition.around[key].items():
            yield ids[outer], ids[key], is_direct


def _rename(edition: Edition, known: Mapping[Key, _Known]) -> int:
    """Take over new names, and take up again what was thought to have ended."""
    changed = [
        Territory(pk=row.id, name=edition.names[key], folded=fold(edition.names[key]))
        for key, row in known.items()
        if key in edition.names and (row.name != edition.names[key] or row.ended_at)
    ]
    Territory.objects.bulk_update(changed, ["name", "folded", "ended_at"], batch_size=200)
    return len(changed)


def _end(edition: Edition, known: Mapping[Key, _Known]) -> int:
    """Mark those that this edition knows no more."""
    gone = [row.id for key, row in known.items() if key not in edition.names and not row.ended_at]
    for some in _chunks(gone, 500):
        Territory.objects.filter(pk__in=some).update(ended_at=edition.day)
    return len(gone)


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


@dataclass
class _Todo:
    """Counts what is written."""

    progress: Progress
    total: int
    done: int = 0

    def chunks(self, rows: Iterable[T]) -> Iterator[list[T]]:
        for some in _chunks(rows, CHUNK):
            yield some
            self.done += len(some)
            self.progress(self.done, self.total)
