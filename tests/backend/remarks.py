"""Remarks: rows, facts and a source for the tests of what keeps an index whole."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, models

from backend import journal
from backend.models import Identified
from backend.search.contract import Document, Query
from backend.search.engines import engine
from backend.search.searching import search
from backend.search.sources import Source

TOO_LONG = "x" * 40_000  # for a term of Elasticsearch


class Remark(Identified):
    """A row for these tests alone.

    With the title "poison" no document can be made of it, with "venom" it can be put in no index,
    and with "plague" Elasticsearch refuses it.
    """

    title = models.CharField(max_length=200)

    class Meta:
        app_label = "search"


@dataclasses.dataclass(frozen=True)
class RemarkMade(journal.Fact):
    """A remark came, changed or went."""

    topic = "remark"

    remark: UUID


class Remarks(Source[Remark]):
    """What search knows of remarks."""

    kind = "remark"
    touched_by = {RemarkMade: "remark"}

    def rows(self):
        return Remark.objects.all()

    def document(self, row):
        if row.title == "poison":
            raise LookupError("This row cannot be read.")
        title = row.title if row.title != "venom" else None  # read, but by no index
        filters = {"group": (TOO_LONG,)} if row.title == "plague" else {}
        return Document("remark", row.pk, "public", title, at=row.created_at, filters=filters)


@contextmanager
def table() -> Iterator[None]:
    """Give the database a table of remarks."""
    with connection.schema_editor() as editor:
        editor.create_model(Remark)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Remark)


def write(title: str) -> Remark:
    """Make a remark, as an action does."""
    with journal.atomic():
        remark = Remark.objects.create(title=title)
        journal.record(RemarkMade(remark=remark.pk))
    return remark


def rewrite(remark: Remark, title: str) -> None:
    """Change a remark, as an action does."""
    with journal.atomic():
        Remark.objects.filter(pk=remark.pk).update(title=title)
        journal.record(RemarkMade(remark=remark.pk))


def found(text: str = "alliance") -> set[UUID]:
    """Give what is found by everybody."""
    hits = search(engine(), Query(text, frozenset({"public"}), first=100)).hits
    return {hit.id for hit in hits}
