"""An index stays whole: what differs is told and mended, what cannot be taken holds up nothing."""

from __future__ import annotations

import io
import threading
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from backend import journal
from backend.journal.following import catch_up
from backend.search import checking
from backend.search.aside import Aside, kept, kept_number
from backend.search.checking import check
from backend.search.contract import Document, Key
from backend.search.engines import engine
from backend.search.follower import SearchFollower
from backend.search.indexed import sum_of
from backend.search.rebuilding import rebuild
from tests.engines import ENGINES, address

from .remarks import Remark, Remarks, found, rewrite, write

pytestmark = pytest.mark.django_db(transaction=True)

BAD = [
    ("tantivy", "poison"),
    ("tantivy", "venom"),
    pytest.param("elasticsearch", "poison", marks=pytest.mark.services),
    pytest.param("elasticsearch", "venom", marks=pytest.mark.services),
    pytest.param("elasticsearch", "plague", marks=pytest.mark.services),
]
each_bad = pytest.mark.parametrize(("scheme", "bad"), BAD, indirect=["scheme"])
"""What cannot be read, what no index can be given, and what Elasticsearch refuses."""


@pytest.fixture(autouse=True, params=ENGINES)
def scheme(remarks, request, settings, tmp_path):
    """Search in an index of this test's own."""
    settings.SEARCH_URL = address(request.param, tmp_path / "search")
    own = engine()
    yield request.param
    own.close()


@pytest.fixture
def follower():
    """Follow from an index that is there."""
    follower = SearchFollower()
    catch_up(follower)
    return follower


def keys(*remarks):
    return {Key("remark", each.pk) for each in remarks}


def checked(*arguments):
    """Run the command; give its table by kind, and how it ends."""
    told = io.StringIO()
    try:
        call_command("search_check", *arguments, stdout=told)
    except CommandError as error:
        return told.getvalue(), str(error)
    return told.getvalue(), None


# --- comparing -----------------------------------------------------------------------------------
def test_an_index_that_follows_has_no_difference(follower):
    write("Alliance")
    catch_up(follower)

    told, refusal = checked()

    assert refusal is None
    assert told.splitlines()[1].split() == ["remark", "1", "0", "0", "0", "0"]


def test_what_is_missing_extra_or_different_is_told_and_mended(follower):
    same, changed, gone = write("Alliance"), write("Alliance"), write("Alliance")
    catch_up(follower)
    Remark.objects.filter(pk=changed.pk).update(title="Charte")  # behind the journal's back
    Remark.objects.filter(pk=gone.pk).delete()
    new = Remark.objects.create(title="Alliance")

    told, refusal = checked()

    assert told.splitlines()[1].split() == ["remark", "3", "1", "1", "1", "0"]
    assert refusal == "3 documents differ; --repair mends them."
    compared = check(engine())
    assert (compared.missing, compared.extra) == (keys(new), keys(gone))
    assert compared.differing == keys(changed)

    assert checked("--repair")[1] is None

    assert found() == {same.pk, new.pk}
    assert checked()[1] is None


def test_a_document_of_a_kind_that_is_no_more_is_extra_and_goes(follower):
    write("Alliance")
    catch_up(follower)
    stood = engine().position()
    old = Document("relic", UUID(int=7), "public", "Alliance", Remark.objects.get().created_at)
    engine().write([old], [], after=stood, position=stood)
    assert check(engine()).extra == {old.key}

    assert checked("--repair")[1] is None

    assert check(engine()).wrong == set()
    assert len(found()) == 1


def test_a_walk_through_the_index_goes_by_pages(follower, monkeypatch):
    monkeypatch.setattr(checking, "PAGE", 3)
    for _ in range(8):
        write("Alliance")
    Remark.objects.update(created_at=Remark.objects.first().created_at)
    catch_up(follower)
    rebuild(engine())

    compared = check(engine())

    assert (compared.wrong, compared.checked["remark"]) == (set(), 8)


def test_what_is_on_its_way_is_no_difference(follower):
    changed = write("Alliance")
    catch_up(follower)
    rewrite(changed, "Charte")
    write("Alliance")

    assert check(engine()).wrong == set()


def test_what_is_written_while_one_compares_is_no_difference(follower, monkeypatch):
    for _ in range(5):
        write("Alliance")
    catch_up(follower)
    read = Remarks.chunks

    def chunks(self, fail):
        rewrite(Remark.objects.first(), "Charte")
        write("Alliance")
        yield from read(self, fail)
        catch_up(follower)

    monkeypatch.setattr(Remarks, "chunks", chunks)

    assert check(engine()).wrong == set()


def test_a_sample_compares_so_many_of_each_kind(follower):
    for _ in range(5):
        write("Alliance")
    catch_up(follower)

    told, refusal = checked("--sample", "2")

    assert (told.splitlines()[1].split()[:2], refusal) == (["remark", "2"], None)


def test_without_an_index_there_is_nothing_to_compare():
    assert "prepared" in checked()[1]


def test_a_sum_tells_every_difference_and_no_order():
    at = Remark(title="").created_at
    one = Document("remark", UUID(int=1), "public", "A", at, filters={"a": ("1",), "b": ("2",)})
    same = Document("remark", UUID(int=1), "public", "A", at, filters={"b": ("2",), "a": ("1",)})
    others = [
        Document("remark", UUID(int=1), "network", "A", at, filters=one.filters),
        Document("remark", UUID(int=1), "public", "A", at, filters={"a": ("1", "2")}),
        Document("remark", UUID(int=1), "public", "A", at, filters=one.filters, weight=1.1),
        Document("remark", UUID(int=1), "public", "", at, filters=one.filters, summary="A"),
    ]

    assert sum_of(one) == sum_of(same)
    assert len({sum_of(each) for each in (one, *others)}) == 5


# --- what cannot be taken ------------------------------------------------------------------------
@each_bad
def test_a_document_that_cannot_be_taken_is_set_aside_and_the_rest_goes_on(follower, caplog, bad):
    before, ill, after = write("Alliance"), write(bad), write("Alliance")

    catch_up(follower)

    assert found() == {before.pk, after.pk}
    assert kept() == list(keys(ill))
    assert f"Search cannot take remark:{ill.pk}; it is set aside." in caplog.messages
    assert engine().position().entry == journal.head()

    rewrite(ill, "Alliance")
    catch_up(follower)

    assert kept_number() == 0
    assert found() == {before.pk, ill.pk, after.pk}


@each_bad
def test_who_is_killed_once_the_index_has_moved_on_has_told_what_it_lacks(
    follower, bad, monkeypatch
):
    ill = write(bad)

    def killed(self, tried):
        raise KeyboardInterrupt

    monkeypatch.setattr(Aside, "forget", killed)
    with pytest.raises(KeyboardInterrupt):
        catch_up(follower)

    assert engine().position().entry == journal.head()
    assert kept() == list(keys(ill))


@each_bad
def test_what_cannot_be_taken_any_more_is_not_found_as_it_was(follower, bad):
    ill = write("Alliance")
    catch_up(follower)

    rewrite(ill, bad)
    catch_up(follower)

    assert found() == set()


@each_bad
def test_a_rebuild_sets_aside_what_it_cannot_take_and_tries_again(follower, bad):
    sound, ill = write("Alliance"), write(bad)

    rebuild(engine())

    assert (kept(), found()) == (list(keys(ill)), {sound.pk})
    Remark.objects.filter(pk=ill.pk).update(title="Alliance")
    rebuild(engine())
    assert (kept(), found()) == ([], {sound.pk, ill.pk})


@each_bad
def test_a_check_tells_what_cannot_be_taken_and_repairs_it_once_it_can(follower, bad):
    write("Alliance")
    ill = write(bad)
    catch_up(follower)
    told, refusal = checked("--repair")
    assert told.splitlines()[1].split()[2:] == ["0", "0", "0", "1"]
    assert refusal == "1 documents still differ; see the log."

    Remark.objects.filter(pk=ill.pk).update(title="Alliance")

    assert checked("--repair")[1] is None
    assert kept_number() == 0


# --- building anew -------------------------------------------------------------------------------
def test_nothing_that_others_write_while_the_index_is_built_is_lost(follower):
    first = [write("Alliance") for _ in range(3)]
    catch_up(follower)
    begun, ended = threading.Event(), threading.Event()
    written = []

    def others():
        begun.wait(30)
        try:
            written.extend(write("Alliance") for _ in range(20))
            rewrite(first[0], "Charte")
            catch_up(SearchFollower())
        finally:
            connection.close()
            ended.set()

    thread = threading.Thread(target=others)
    thread.start()

    def tell(done, total):
        begun.set()
        ended.wait(30)

    rebuild(engine(), tell)
    thread.join(30)
    catch_up(follower)

    assert found() == {each.pk for each in (*first[1:], *written)}
    assert found("charte") == {first[0].pk}
    assert check(engine()).wrong == set()


def test_a_rebuild_that_is_interrupted_leaves_the_old_index_and_can_be_run_again(
    follower, scheme, tmp_path, monkeypatch
):
    note = write("Alliance")
    catch_up(follower)

    def interrupted(self, _after, _upto, _fail):
        yield self.document(note)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Remarks, "within", interrupted)
        with pytest.raises(CommandError, match="the old index goes on answering"):
            call_command("reindex", stdout=io.StringIO())

    assert found() == {note.pk}
    later = write("Alliance")
    call_command("reindex", stdout=io.StringIO())
    assert found() == {note.pk, later.pk}
    if scheme == "tantivy":
        assert len(list((tmp_path / "search").glob("v*"))) == 1
