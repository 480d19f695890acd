"""Whether an index has what the database has: each document there, as it is now, and no other.

Writes go on meanwhile. So the index's position is read before anything is compared, and the
journal after it: what was touched in between is on its way, and no difference. What seems to
differ is looked at a second time, when nothing else is left to compare.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from backend import journal
from backend.journal.facts import KINDS
from backend.journal.models import Entry

from .aside import Aside, kept
from .contract import Document, Key, Order
from .engine import Engine
from .facts import ReadAgain
from .indexed import sum_of
from .matches import Between, Match, OneOf
from .refusals import SearchUnavailable
from .sought import Reader, Sought
from .sources import CHUNK, findable, present, sources, to_read

PAGE = 1000  # documents of an index read at once
TWICE = "?"  # the sum of what an index has twice


@dataclass
class Compared:
    """What a comparison found, by key."""

    checked: Counter[str] = field(default_factory=Counter)  # documents of the database, by kind
    missing: set[Key] = field(default_factory=set)  # from the index
    extra: set[Key] = field(default_factory=set)  # in the index alone
    differing: set[Key] = field(default_factory=set)
    aside: set[Key] = field(default_factory=set)  # that cannot be taken

    @property
    def wrong(self) -> set[Key]:
        """All that is not as it should be."""
        return self.missing | self.extra | self.differing | self.aside

    def but(self, keys: set[Key]) -> Compared:
        """Leave out what is on its way."""
        some = (each - keys for each in (self.missing, self.extra, self.differing, self.aside))
        return Compared(self.checked, *some)

    def take(self, document: Document, sums: Mapping[Key, str]) -> None:
        """Compare one document of the database."""
        self.checked[document.kind] += 1
        found = sums.get(document.key)
        if found is None:
            self.missing.add(document.key)
        elif found != sum_of(document):
            self.differing.add(document.key)


def check(engine: Engine, sample: int | None = None) -> Compared:
    """Compare everything, or of each kind so many rows chosen by chance."""
    if sample is not None:
        chosen = {key for source in sources() for key in _some(source.kind, sample)}
        return check_these(engine, chosen)
    position = _standing(engine)
    sums = engine.read(_all_sums)
    aside, compared, present_keys = Aside(), Compared(), set[Key]()
    for source in sources():
        for chunk in source.chunks(aside):
            for document in chunk:
                compared.take(document, sums)
                present_keys.add(document.key)
    compared.aside = set(aside.errors)
    compared.extra = set(sums) - present_keys - compared.aside
    again = check_these(engine, compared.but(_touched_after(position)).wrong)
    again.checked = compared.checked
    return again


def check_these(engine: Engine, keys: set[Key]) -> Compared:
    """Compare these, and leave out what the index has not followed yet."""
    compared, refused = Compared(), set(kept())
    ordered = sorted(keys)
    for first in range(0, len(ordered), CHUNK):
        some = set(ordered[first : first + CHUNK])
        position = _standing(engine)
        sums = _sums_of(engine, some)
        aside, part = Aside(), Compared()
        documents = present(some, aside)
        for document in documents:
            part.take(document, sums)
        part.aside = set(aside.errors) | part.missing & refused
        part.missing -= part.aside
        part.extra = set(sums) - {each.key for each in documents} - part.aside
        part = part.but(_touched_after(min(position, _standing(engine))))  # or replaced meanwhile
        compared.checked += part.checked
        compared.missing |= part.missing
        compared.extra |= part.extra
        compared.differing |= part.differing
        compared.aside |= part.aside
    return compared


def repair(keys: Iterable[Key]) -> int:
    """Have documents written again by whoever follows the journal, and count them."""
    ordered = sorted(keys)
    for first in range(0, len(ordered), CHUNK):
        with journal.atomic():
            for key in ordered[first : first + CHUNK]:
                journal.record(ReadAgain(what=key.kind, row=key.id))
    return len(ordered)


def _standing(engine: Engine) -> int:
    position = engine.position()
    if position is None:
        raise SearchUnavailable
    return position.entry


def _touched_after(position: int) -> set[Key]:
    """Say which documents an index that stands there has still to follow."""
    entries = Entry.objects.after(position).iterator(CHUNK)
    return to_read(entry.fact for entry in entries if entry.kind in KINDS)


def _some(kind: str, number: int) -> Iterator[Key]:
    rows = findable(kind).order_by("?").values_list("pk", flat=True)[:number]
    return (Key(kind, row) for row in rows)


def _sums_of(engine: Engine, keys: Iterable[Key]) -> dict[Key, str]:
    wanted = OneOf("key", tuple(map(str, keys)))
    return engine.read(lambda reader: dict(_joined(_sums(reader, wanted, 2 * CHUNK)[0])))


def _all_sums(reader: Reader) -> dict[Key, str]:
    """Walk through an index from the newest document to the oldest, by rank."""
    sums: dict[Key, str] = {}
    limit: int | None = None
    while True:
        some, ranks = _sums(reader, Between("rank", 0, limit), PAGE)
        for key, found in some:
            # One rank may go on from one page to the next, with what was there already.
            sums[key] = found if sums.get(key, found) == found else TWICE
        if len(ranks) < PAGE:
            return sums
        limit = min(ranks) + (min(ranks) < max(ranks))


def _sums(reader: Reader, match: Match, most: int) -> tuple[list[tuple[Key, str]], list[int]]:
    top = reader.best(Sought(match, most, Order.DATE))
    stored = reader.stored(top.addresses)
    return [(Key(each.kind, each.id), each.sum) for each in stored], list(top.ranks)


def _joined(some: Iterable[tuple[Key, str]]) -> Iterator[tuple[Key, str]]:
    """Give each key once."""
    seen: set[Key] = set()
    for key, found in some:
        yield key, TWICE if key in seen else found
        seen.add(key)
