"""Other processes read rows for an index; whatever becomes of them, none is lost."""

from __future__ import annotations

import itertools
import logging
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection, transaction

from backend import journal
from backend.audiences import PUBLIC
from backend.search import sources
from backend.search.aside import kept
from backend.search.checking import check
from backend.search.contract import Key, Position, Query
from backend.search.engines import engine
from backend.search.readers import LEAST, MOST, Lost, Reader, Team, here, readers_for, reading
from backend.search.rebuilding import position_at, rebuild
from backend.search.searching import search
from backend.search.sources import CHUNK
from backend.search.spans import HEAD, Span, dumped, read
from communs.organizations.facts import OrganizationAdded
from communs.organizations.models import Organization, OrganizationKind
from communs.people.models import Person

from .remarks import Remarks, table, write

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def spans():
    """Make two chunks of organizations; give all that is to be read."""
    somebody = Person.objects.create_user("awa@example.org", name="Awa")
    kinds = itertools.cycle(OrganizationKind.values)
    named = [
        Organization(name=f"Alliance {number}", kind=next(kinds), created_by=somebody)
        for number in range(CHUNK + 20)
    ]
    Organization.objects.bulk_create(named)
    with journal.atomic():
        journal.record(OrganizationAdded(named[0].pk))
    return [Span(each.kind, *ends) for each in sources.sources() for ends in each.spans()]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Search in a folder of this test's own."""
    settings.SEARCH_URL = f"tantivy://{tmp_path}/search"
    own = engine()
    yield
    own.close()


def here_and_now():
    return position_at(journal.head())


def documents(several):
    return sorted((each for done in several for each in done.documents), key=repr)


def test_another_process_reads_what_this_one_would(spans, caplog):
    with Reader.started(here_and_now()) as reader:
        assert [reader.read(span) for span in spans] == [read(span) for span in spans]

    rebuild(engine(), readers=2)

    assert check(engine()).wrong == set()
    assert "read here" not in caplog.text


def test_what_another_process_cannot_read_is_set_aside(spans):
    ill = Organization.objects.all()[0]
    Organization.objects.filter(pk=ill.pk).update(kind="nonsense")

    rebuild(engine(), readers=1)

    assert kept() == [Key("organization", ill.pk)]
    hits = search(engine(), Query("alliance", frozenset({PUBLIC}), first=1))
    assert hits.total == CHUNK + 19


def test_what_a_process_does_not_give_back_is_read_here(spans, caplog):
    caplog.set_level(logging.WARNING)
    at = here_and_now()
    with ThreadPoolExecutor(2) as pool, Reader.started(at) as sound, Reader.started(at) as ill:
        given = Team(pool, [ill, sound])(spans)
        some = [next(given)]
        os.kill(ill.number, signal.SIGKILL)
        assert documents([*some, *given]) == documents(here(spans))
        with pytest.raises(Lost):
            ill.read(spans[0])

    assert caplog.text.count("its part is read here") == 1


@pytest.mark.parametrize("lost", [1, 100, 100_000, None])
def test_an_answer_that_is_cut_is_none(spans, lost):
    said = dumped(read(spans[0]))
    whole = len(said).to_bytes(HEAD) + said
    cut = SimpleNamespace(pid=1, stdin=BytesIO(), stdout=BytesIO(whole[:-lost] if lost else b""))

    with pytest.raises(Lost):
        Reader(cut).read(spans[0])


def test_a_process_that_sees_another_database_reads_nothing(spans):
    other = Position(journal.head(), "another moment")

    with Reader.started(other) as reader, pytest.raises(Lost):
        reader.read(spans[0])


def test_what_only_this_process_knows_is_read_here(monkeypatch, caplog):
    monkeypatch.setattr(sources, "_sources", {"remark": Remarks()})
    with table():
        note = write("Alliance")

        rebuild(engine(), readers=2)

        assert check(engine()).checked == {"remark": 1}
        assert check(engine()).wrong == set(), note
        assert "its part is read here" in caplog.text


def test_what_is_not_committed_is_read_here(spans):
    with transaction.atomic(), reading(2, here_and_now()) as how:
        assert how is here


def test_a_process_ends_with_whoever_started_it(spans):
    with pytest.raises(KeyboardInterrupt), Reader.started(here_and_now()) as reader:
        raise KeyboardInterrupt
    with pytest.raises(ProcessLookupError):
        os.kill(reader.number, 0)

    at = here_and_now()
    program = (
        "import json, sys, subprocess\n"
        "child = subprocess.Popen([sys.executable, '-m', 'backend.search.reader'],"
        " stdin=subprocess.PIPE, stdout=sys.stdout)\n"
        "child.stdin.write(sys.argv[1].encode() + b'\\n'); child.stdin.flush()\n"
        "sys.exit('killed')"
    )
    said = f'["{connection.settings_dict["NAME"]}", {at.entry}, "{at.stamp}"]'
    gone = subprocess.Popen(  # noqa: S603 - the program above
        [sys.executable, "-c", program, said],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    out, _err = gone.communicate(timeout=60)  # at its end once nobody can write any more
    assert (gone.returncode, out) == (1, b"")


@pytest.mark.parametrize(("processors", "beside"), [(1, 0), (2, 1), (4, 3), (64, MOST)])
def test_each_further_processor_reads_for_a_large_index(monkeypatch, processors, beside):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _of: set(range(processors)))

    assert readers_for(LEAST) == beside
    assert readers_for(LEAST - 1) == 0


def test_where_no_process_can_be_started_this_one_reads(spans, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    with reading(2, here_and_now()) as how:
        assert how is here


def test_all_that_read_may_be_lost(spans):
    at = here_and_now()
    with ThreadPoolExecutor(2) as pool, Reader.started(at) as one, Reader.started(at) as other:
        os.kill(one.number, signal.SIGKILL)
        os.kill(other.number, signal.SIGKILL)

        assert documents(Team(pool, [one, other])(spans)) == documents(here(spans))
