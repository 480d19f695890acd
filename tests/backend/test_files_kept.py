"""Keeping files: written before the commit, gone when it fails, swept when nobody is left to."""

from __future__ import annotations

import os
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from backend import journal
from backend.files.models import StoredFile, new_name
from backend.files.storing import discard, lost, orphans, store
from backend.rules import Denied
from tests.uploads import PDF, document

pytestmark = pytest.mark.django_db


def files():
    folders, _files = default_storage.listdir("") if default_storage.exists("") else ([], [])
    return sorted(f"{at}/{name}" for at in folders for name in default_storage.listdir(at)[1])


def kept(content=PDF, name="a.pdf"):
    with journal.atomic():
        return store(document(content, name))


def test_a_file_is_kept_under_a_name_that_nobody_guesses():
    one, other = kept(), kept()

    assert files() == sorted([one.place, other.place])
    assert one.key != other.key
    assert len(one.key) == 43  # 256 bits
    assert (one.name, one.kind, one.size) == ("a.pdf", "application/pdf", len(PDF))
    with default_storage.open(one.place) as file:
        assert file.read() == PDF


def test_a_file_is_for_the_server_alone(settings):
    settings.STORAGES["default"]["OPTIONS"]["file_permissions_mode"] = 0o600
    place = default_storage.path(kept().place)

    assert os.stat(place).st_mode & 0o077 in (0, 0o044)  # noqa: PTH116 - the mode is the matter


@pytest.mark.parametrize("error", [Denied("No."), ValueError("a bug"), KeyboardInterrupt()])
def test_what_fails_leaves_nothing(error):
    def fail():
        with journal.atomic():
            store(document())
            store(document())
            assert len(files()) == 2
            raise error

    with pytest.raises(type(error)):
        fail()

    assert files() == []
    assert not StoredFile.objects.exists()


def test_a_part_that_fails_leaves_nothing_of_its_own():
    def fail():
        with journal.atomic():
            store(document())
            raise Denied("No.")

    with journal.atomic():
        whole = store(document())
        with pytest.raises(Denied):
            fail()

    assert files() == [whole.place]


def test_where_nobody_knows_whether_it_was_committed_the_file_stays():
    def fail():
        with journal.atomic():
            store(document())
            raise OperationalError("the connection was lost")

    with pytest.raises(OperationalError):
        fail()

    assert len(files()) == 1  # a row without its file would be worse: the sweep finds it


def test_a_file_is_kept_within_a_change_alone():
    with pytest.raises(RuntimeError):
        store(document())

    assert files() == []


def test_a_file_goes_when_its_row_is_gone(django_capture_on_commit_callbacks):
    file = kept()

    with django_capture_on_commit_callbacks() as after, journal.atomic():
        discard(file)

    assert (files(), StoredFile.objects.count()) == ([file.place], 0)
    for act in after:
        act()
    assert files() == []


def test_the_sweep_removes_what_no_row_names_and_is_not_under_way(monkeypatch):
    file = kept()
    orphan = new_name()
    default_storage.save(f"{orphan[:2]}/{orphan}", ContentFile(b"x"))
    assert list(orphans()) == []  # it may be under way

    tomorrow = timezone.now() + timedelta(days=1)
    assert list(orphans(tomorrow)) == [f"{orphan[:2]}/{orphan}"]

    monkeypatch.setattr("backend.files.storing.UNDER_WAY", timedelta(days=-1))
    out, said = StringIO(), StringIO()
    call_command("sweep_files", stdout=out, stderr=said)

    assert files() == [file.place]
    assert out.getvalue() == "Removed 1 files that nothing belonged to.\n"
    assert said.getvalue() == ""


def test_the_sweep_names_the_rows_that_lack_their_file():
    file = kept()
    default_storage.delete(file.place)
    said = StringIO()

    call_command("sweep_files", stdout=StringIO(), stderr=said)

    assert [each.pk for each in lost()] == [file.pk]
    assert said.getvalue() == f"The file {file.place} ({len(PDF)} bytes) is not there.\n"


def test_nothing_is_kept_yet():
    assert list(orphans()) == list(lost()) == []
