"""Files that are read: once they are there, however often they come, whatever stops it."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from backend import journal
from backend.files.facts import FileRead
from backend.files.follower import FilesFollower
from backend.files.models import FileText, StoredFile, TextState
from backend.files.reading import TRIES, read_due
from backend.files.storing import discard, store
from backend.journal.following import catch_up, configured
from backend.journal.models import Entry
from tests import documents
from tests.documents import pdf
from tests.uploads import document, image

pytestmark = pytest.mark.django_db


def kept(content=None, name="compte-rendu.pdf"):
    with journal.atomic():
        return store(document(content or pdf("Le covoiturage"), name))


def read():
    catch_up(FilesFollower())


def let_time_pass():
    FileText.objects.filter(state=TextState.WAITING).update(due_at=timezone.now())


def told():
    return [entry.fact for entry in Entry.objects.filter(kind=FileRead.kind()).order_by("id")]


def state(file):
    return FileText.objects.values_list("state", "reason", "text").get(file=file)


class Crashing(FileSystemStorage):
    """A storage at which the whole process ends."""

    def _open(self, name, mode="rb"):
        raise KeyboardInterrupt


class Away(FileSystemStorage):
    """A storage that cannot be reached."""

    def _open(self, name, mode="rb"):
        raise ConnectionError


@pytest.fixture
def storage(settings):
    """Put another storage in the place of the usual one, or the usual one back."""
    usual = settings.STORAGES

    def change(kind=None):
        other = {**usual["default"], "BACKEND": f"{__name__}.{kind.__name__}"} if kind else None
        settings.STORAGES = {**usual, "default": other} if other else usual

    return change


def test_a_file_waits_is_read_once_and_that_is_told():
    file = kept()
    assert state(file) == ("waiting", "", "")

    read()
    read()

    assert state(file) == ("done", "", "Le covoiturage")
    assert told() == [FileRead(file=file.pk)]


def test_the_files_that_follow_the_journal_are_configured():
    assert "files" in [follower.name for follower in configured()]


def test_an_image_says_nothing_and_waits_for_nothing():
    kept(image(), "photo.png")

    read()

    assert not FileText.objects.exists()
    assert told() == []


@pytest.mark.parametrize(
    ("content", "name", "became"),
    [
        (documents.encrypted(pdf("Bonjour"), "secret"), "a.pdf", ("failed", "encrypted", "")),
        (b"%PDF-1.7\n%%EOF\n", "a.pdf", ("failed", "damaged", "")),
        (pdf(""), "scan.pdf", ("none", "no_text", "")),
    ],
)
def test_a_file_that_gives_no_text_is_set_aside_with_its_reason(content, name, became):
    hostile, good = kept(content, name), kept()

    read()

    assert state(hostile) == became
    assert state(good)[0] == "done"
    assert told() == [FileRead(file=hostile.pk), FileRead(file=good.pk)]
    assert read_due() == 0


def test_the_limits_are_those_of_the_settings(settings):
    settings.EXTRACTION_CHARACTERS = 7
    file = kept(pdf("Le covoiturage"))

    read()

    assert state(file) == ("done", "", "Le cov")
    assert FileText.objects.get().is_cut


def test_what_was_begun_when_the_process_was_killed_is_begun_again(storage):
    file = kept()
    storage(Crashing)
    with pytest.raises(KeyboardInterrupt):
        read()
    storage()

    read()
    assert state(file) == ("waiting", "", "")  # for a while: who is killed may be started at once
    assert FileText.objects.get().tries == 1
    let_time_pass()
    read()

    assert state(file) == ("done", "", "Le covoiturage")


def test_what_is_killed_each_time_is_given_up(storage):
    file = kept()
    storage(Crashing)
    for _time in range(TRIES):
        let_time_pass()
        with pytest.raises(KeyboardInterrupt):
            read()

    let_time_pass()
    read()

    assert state(file) == ("failed", "interrupted", "")
    assert told() == [FileRead(file=file.pk)]


def test_the_pauses_between_tries_grow(storage):
    kept()
    storage(Crashing)
    pauses = []
    for _time in range(TRIES):
        let_time_pass()
        with pytest.raises(KeyboardInterrupt):
            read()
        pauses.append(FileText.objects.get().due_at - timezone.now())

    assert [round(pause / timedelta(minutes=1)) for pause in pauses] == [1, 2, 4]


def test_a_storage_that_is_away_counts_for_no_file(storage):
    file = kept()
    storage(Away)
    for _time in range(TRIES + 1):
        let_time_pass()
        read()
    assert state(file) == ("waiting", "", "")
    assert FileText.objects.get().tries == 0
    storage()

    let_time_pass()
    read()

    assert state(file)[0] == "done"


def test_a_file_that_is_not_there_is_given_up():
    file = kept()
    default_storage.delete(file.place)

    read()

    assert state(file) == ("failed", "lost", "")


def test_a_file_goes_with_its_text():
    file = kept()
    read()

    with journal.atomic():
        discard(file)

    assert not FileText.objects.exists()


class Emptied(FileSystemStorage):
    """A storage in which a file is removed the moment after it was opened."""

    def _open(self, name, mode="rb"):
        opened = super()._open(name, mode)
        StoredFile.objects.all().delete()
        return opened


def test_a_file_that_is_removed_while_it_is_read_leaves_nothing(storage):
    kept()
    storage(Emptied)

    read()

    assert not FileText.objects.exists()
    assert told() == []


def test_no_row_waits_for_nothing():
    file = kept()

    with pytest.raises(IntegrityError), transaction.atomic():
        FileText.objects.filter(file=file).update(due_at=None)


def test_files_that_were_there_before_are_read_after_the_upgrade():
    before, known = kept(), kept()
    kept(image(), "photo.png")
    read()
    FileText.objects.filter(file=before).delete()

    import_module("backend.files.migrations.0003_earlier_files_are_read").let_wait(apps, None)

    assert state(before) == ("waiting", "", "")
    assert state(known)[0] == "done"
    assert FileText.objects.count() == 2


# --- again ------------------------------------------------------------------------------------


def command(*options):
    out = StringIO()
    call_command("read_files", *options, stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture
def three():
    """Keep a file that is read, one that is lost, and one that says nothing."""
    good, lost, scan = kept(), kept(), kept(pdf(""))
    place = default_storage.path(lost.place)
    content = default_storage.open(lost.place).read()
    default_storage.delete(lost.place)
    read()
    with open(place, "wb") as file:  # noqa: PTH123 - it is back
        file.write(content)
    return good, lost, scan


def test_operators_are_told_what_became_of_files(three):
    kept()

    assert command() == ["1 done", "1 failed (lost)", "1 none (no_text)", "1 waiting"]


def test_those_that_failed_are_read_again(three):
    _good, lost, _scan = three

    assert command("--failed") == [
        "1 files are read again.",
        "1 done",
        "1 none (no_text)",
        "1 waiting",
    ]
    read()

    assert state(lost) == ("done", "", "Le covoiturage")
    assert [fact.file for fact in told()].count(lost.pk) == 2


def test_all_are_read_again_and_found_till_then_by_what_was_read(three):
    good, _lost, _scan = three

    assert command("--all") == ["3 files are read again.", "3 waiting"]

    assert state(good) == ("waiting", "", "Le covoiturage")
    assert read_due() == 3
    assert command() == ["2 done", "1 none (no_text)"]
