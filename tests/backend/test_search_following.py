"""Search follows the journal: what happened is found, whatever became of the index meanwhile."""

from __future__ import annotations

import dataclasses
import io
import shutil
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import connection, models

from backend import journal
from backend.journal.following import catch_up
from backend.journal.models import Entry
from backend.models import Identified
from backend.search import sources
from backend.search.contract import Document, Key, Position, Query
from backend.search.engines import engine, make_engine
from backend.search.follower import SearchFollower
from backend.search.management.commands import reindex
from backend.search.rebuilding import position_at, rebuild
from backend.search.refusals import SearchUnavailable
from backend.search.searching import search
from backend.search.sources import CHUNK, Source

pytestmark = pytest.mark.django_db


class Note(Identified):
    """A row for these tests alone."""

    title = models.CharField(max_length=200)

    class Meta:
        app_label = "search"


@dataclasses.dataclass(frozen=True)
class NoteWritten(journal.Fact):
    """A note came, changed or went."""

    topic = "note"

    note: UUID


@dataclasses.dataclass(frozen=True)
class AllNotesChanged(journal.Fact):
    """Something happened to every note."""


class Notes(Source[Note]):
    """What search knows of notes."""

    kind = "note"
    touched_by = {
        NoteWritten: "note",
        AllNotesChanged: lambda _fact: Note.objects.values_list("pk", flat=True),
    }

    def rows(self):
        return Note.objects.all()

    def document(self, row):
        return Document("note", row.pk, "public", row.title, at=row.created_at)


@pytest.fixture(autouse=True)
def notes(db, monkeypatch):
    """Give the database a table of notes for one test, and search nothing but them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE search_note (id {Note._meta.pk.db_type(connection)} PRIMARY KEY,"
            f" created_at {Note._meta.get_field('created_at').db_type(connection)},"
            " title varchar(200))"
        )
    monkeypatch.setattr(sources, "_sources", {"note": Notes()})


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Search in a folder of this test's own."""
    settings.SEARCH_URL = f"tantivy://{tmp_path}/search"
    own = engine()
    yield tmp_path / "search"
    own.close()


@pytest.fixture
def follower():
    return SearchFollower()


def write(title):
    with journal.atomic():
        note = Note.objects.create(title=title)
        journal.record(NoteWritten(note=note.pk))
    return note


def found(text="alliance"):
    hits = search(engine(), Query(text, frozenset({"public"}), first=100)).hits
    return {hit.id for hit in hits}


def test_what_is_written_changed_and_gone_is_found_as_it_is_now(follower):
    stays, changes, goes = write("Alliance"), write("Alliance"), write("Alliance")
    catch_up(follower)
    assert found() == {stays.pk, changes.pk, goes.pk}

    with journal.atomic():
        Note.objects.filter(pk=changes.pk).update(title="Charte")
        journal.record(NoteWritten(note=changes.pk))
        Note.objects.filter(pk=goes.pk).delete()
        journal.record(NoteWritten(note=goes.pk))
    catch_up(follower)

    assert found() == {stays.pk}
    assert found("charte") == {changes.pk}
    assert engine().position() == position_at(journal.head())


def test_a_fact_may_concern_many(follower):
    write("Alliance")
    catch_up(follower)
    Note.objects.update(title="Charte")

    with journal.atomic():
        journal.record(AllNotesChanged())
    catch_up(follower)

    assert len(found("charte")) == 1


def test_facts_that_search_does_not_know_are_passed_over(follower):
    write("Alliance")
    catch_up(follower)
    Entry.objects.create(kind="gone.SinceThen", data={})

    catch_up(follower)

    assert engine().position().entry == journal.head()


def test_following_again_what_was_followed_does_no_harm(follower):
    note = write("Alliance")
    catch_up(follower)

    follower.follow(list(Entry.objects.all()))

    assert found() == {note.pk}
    assert follower.position() == journal.head()


@pytest.mark.parametrize("lost", ["", "current", "meta.json"])
def test_an_index_that_is_lost_is_built_again_by_the_follower(follower, folder, lost):
    note = write("Alliance")
    catch_up(follower)

    for path in [folder / lost] if lost != "meta.json" else folder.glob("*/meta.json"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    with pytest.raises(SearchUnavailable):
        found()
    later = write("Alliance")
    catch_up(follower)

    assert found() == {note.pk, later.pk}


def test_an_index_of_another_database_is_built_again(follower):
    write("Alliance")
    catch_up(follower)
    Note.objects.all().delete()
    Entry.objects.update(at=datetime(2020, 1, 1, tzinfo=UTC))  # another journal, as long
    Note.objects.create(title="Charte")

    catch_up(follower)

    assert found() == set()
    assert len(found("charte")) == 1


def test_an_index_ahead_of_a_restored_database_is_built_again(follower):
    write("Alliance")
    catch_up(follower)
    Entry.objects.all().delete()
    Note.objects.all().delete()

    catch_up(follower)

    assert found() == set()
    assert engine().position() == Position(0)


def test_a_follower_goes_on_from_an_index_that_was_replaced_under_its_hands(follower, folder):
    first = write("Alliance")
    catch_up(follower)
    older = position_at(journal.head())
    second, third = write("Alliance"), write("Alliance")
    assert follower.position() == older.entry
    another = make_engine(f"tantivy://{folder}")
    with another.rebuild() as new:  # begun long ago, and put in place just now
        new.switch(Position(0))

    follower.follow(list(Entry.objects.after(older.entry)))
    assert found() == set()
    catch_up(follower)

    assert found() == {first.pk, second.pk, third.pk}
    another.close()


def test_what_happens_while_an_index_is_built_is_in_it_afterwards(follower, monkeypatch):
    write("Alliance")
    catch_up(follower)
    written = []

    def tell(done, total):
        written.append(write("Alliance"))
        catch_up(follower)

    rebuild(engine(), tell)
    catch_up(follower)

    assert found() >= {note.pk for note in written}
    assert engine().position() == position_at(journal.head())


def test_all_rows_are_read_in_chunks_with_two_queries_each(django_assert_num_queries):
    Note.objects.bulk_create(Note(title="Alliance") for _ in range(2 * CHUNK + 1))
    ids = list(Note.objects.values_list("pk", flat=True))

    with django_assert_num_queries(7):  # the first finds the end, then one where a chunk ends
        chunks = list(Notes().chunks())
    with django_assert_num_queries(3):
        chosen = list(Notes().documents([*ids, UUID(int=0)]))

    assert [len(chunk) for chunk in chunks] == [CHUNK, CHUNK, 1]
    assert sorted(d.id for chunk in chunks for d in chunk) == sorted(ids)
    assert sorted(d.id for d in chosen) == sorted(ids)


def test_a_fact_touches_what_its_source_says():
    note = UUID(int=7)

    assert sources.touched([NoteWritten(note=note), NoteWritten(note=note)]) == {Key("note", note)}


def test_the_progress_of_a_rebuild_tells_how_long_it_still_takes(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(reindex.time, "monotonic", lambda: now[0])
    said = io.StringIO()
    progress = reindex.Progress(BaseCommand(stdout=said))

    for seconds, done in ((0, 0), (10, 50), (10.1, 51), (20, 75)):
        now[0] = 100.0 + seconds
        progress.tell(done, 200)

    assert [line.strip() for line in said.getvalue().split("\r") if line.strip()] == [
        "50 of 200 documents, 5 a second, 30 s left",
        "75 of 200 documents, 4 a second, 33 s left",
    ]


def test_reindex_builds_a_new_index_and_tells(folder):
    note = write("Alliance")
    told = io.StringIO()

    call_command("reindex", stdout=told)

    assert found() == {note.pk}
    assert "1 of 1 documents" in told.getvalue()
    assert told.getvalue().endswith(f"Indexed 1 documents, up to entry {journal.head()}.\n")


def test_reindex_of_nothing_is_fine_and_can_be_repeated():
    call_command("reindex", stdout=io.StringIO())
    call_command("reindex", stdout=io.StringIO())

    assert engine().position() == Position(0)


def test_reindex_says_when_another_is_at_it(folder):
    with make_engine(f"tantivy://{folder}").rebuild(), pytest.raises(CommandError, match="already"):
        call_command("reindex", stdout=io.StringIO())


@pytest.mark.parametrize("url", ["", "solr://there", "tantivy://", "/var/search"])
def test_an_address_that_names_no_engine_says_what_would(settings, url):
    settings.SEARCH_URL = url

    with pytest.raises(ImproperlyConfigured, match="tantivy://"):
        engine()


def test_a_process_has_one_engine_of_an_address(settings, tmp_path):
    settings.SEARCH_URL = f"tantivy://{tmp_path}/caf%C3%A9"

    assert engine() is engine()
    rebuild(engine())
    assert Path(tmp_path / "café" / "current").is_file()


def test_a_follower_that_stops_lets_another_process_write_and_one_that_waits_does_not(
    follower, folder
):
    write("Alliance")
    catch_up(follower)
    another = make_engine(f"tantivy://{folder}")
    stands = another.position()
    write("Alliance")
    catch_up(follower)

    SearchFollower().close()
    with pytest.raises(SearchUnavailable):
        another.write([], [], after=another.position(), position=stands)
    follower.close()
    another.write([], [], after=another.position(), position=stands)

    assert engine().position() == stands
    another.close()
