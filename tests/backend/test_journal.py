"""The journal: changes and facts are one, in commit order; followers read on and start again."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections

from backend import journal
from backend.journal import Fact, following
from backend.journal.exclusive import exclusively
from backend.journal.following import Follower, Runner, catch_up
from backend.journal.health import lags
from backend.journal.models import Cursor, Entry
from backend.rules import Actor

SUBJECT = UUID(int=7)


@dataclass(frozen=True)
class Rang(Fact):
    """A bell rang."""

    topic = "bell"

    bell: UUID
    times: int
    at: datetime | None = None


def ring(times: int) -> None:
    journal.record(Rang(bell=SUBJECT, times=times))


def ring_in_vain(times: int) -> None:
    ring(times)
    raise ZeroDivisionError


def rung() -> list[int]:
    return [entry.data["times"] for entry in Entry.objects.order_by("id")]


@pytest.mark.django_db
def test_facts_are_written_with_who_did_it_and_what_it_is_about():
    actor = Actor(person=uuid4())
    with journal.atomic(by=actor):
        ring(1)

    entry = Entry.objects.get()
    assert (entry.kind, entry.topic, entry.actor) == (
        "backend.Rang",
        f"bell:{SUBJECT}",
        actor.person,
    )
    assert entry.data == {"bell": str(SUBJECT), "times": 1, "at": None}
    assert journal.head() == entry.id


@pytest.mark.django_db
def test_a_fact_is_read_back_as_it_was_recorded():
    at = datetime(2024, 4, 22, 9, tzinfo=UTC)
    with journal.atomic():
        journal.record(Rang(bell=SUBJECT, times=2, at=at))

    assert Entry.objects.get().fact == Rang(bell=SUBJECT, times=2, at=at)


@pytest.mark.django_db
def test_nothing_is_recorded_outside_a_change():
    with pytest.raises(RuntimeError):
        ring(1)


@pytest.mark.django_db
def test_what_is_undone_has_not_happened():
    with pytest.raises(ZeroDivisionError), journal.atomic():
        ring_in_vain(1)

    assert rung() == []


@pytest.mark.django_db
def test_an_inner_change_that_is_undone_takes_only_its_own_facts():
    with journal.atomic():
        ring(1)
        with pytest.raises(ZeroDivisionError), journal.atomic():
            ring_in_vain(2)
        with journal.atomic():
            ring(3)

    assert rung() == [1, 3]


class Counting(Follower):
    """Counts what it is handed; fails when told to."""

    name = "counting"

    def __init__(self) -> None:
        self.seen: list[int] = []
        self.failing = 0
        self.followed = threading.Event()
        self.rested = threading.Semaphore(0)

    def rest(self):
        self.rested.release()

    def follow(self, entries):
        if self.failing:
            self.failing -= 1
            raise OSError
        self.seen += [entry.data["times"] for entry in entries]
        self.followed.set()


@pytest.mark.django_db
def test_a_follower_reads_on_from_its_cursor():
    follower = Counting()
    for times in (1, 2):
        with journal.atomic():
            ring(times)
        catch_up(follower)
    catch_up(follower)

    assert follower.seen == [1, 2]
    assert Cursor.objects.get(name="counting").position == journal.head()
    assert lags()["counting"] == {"lag": 0, "failures": 0, "error": None}
    with journal.atomic():
        ring(3)
    assert lags()["counting"]["lag"] == 1


@pytest.mark.django_db
def test_a_follower_that_fails_is_handed_the_same_again():
    follower = Counting()
    with journal.atomic():
        ring(1)
    follower.failing = 1
    with pytest.raises(OSError):  # noqa: PT011 - its own
        catch_up(follower)
    catch_up(follower)

    assert follower.seen == [1]


@pytest.fixture
def running(transactional_db, settings, tmp_path):
    """Run a follower in its thread, and end it."""
    settings.VAR = tmp_path
    follower = Counting()
    runner = Runner(follower)
    runner.start()
    yield follower
    runner.stop()
    runner.join(10)
    assert not runner.is_alive()


def test_a_running_follower_is_woken_by_a_commit_and_survives_a_failure(running):
    running.failing = 1
    with journal.atomic():
        ring(1)

    assert running.followed.wait(10)
    assert running.seen == [1]


@pytest.fixture
def failed_before(transactional_db):
    """Leave word of failures, as a follower does that cannot go on."""
    following.note_failure("counting", 3, OSError())
    assert lags()["counting"]["failures"] == 3


def test_failures_that_are_over_are_taken_back_though_nothing_is_left_to_do(failed_before, running):
    for _time in range(2):  # the second after it has told
        assert running.rested.acquire(timeout=10)

    assert lags()["counting"] == {"lag": 0, "failures": 0, "error": None}


def test_what_fails_whenever_there_is_nothing_to_do_is_told_as_often(running, monkeypatch):
    told: list[int] = []
    monkeypatch.setattr(following, "note_failure", lambda _name, times, _error: told.append(times))
    left = iter(range(3))

    def rest():
        running.rested.release()
        if next(left, None) is not None:
            raise OSError

    running.rest = rest
    for _time in range(6):
        assert running.rested.acquire(timeout=10)

    assert told == [1, 2, 3]


@pytest.fixture
def seldom(monkeypatch):
    """Let followers rest by the clock once an hour."""
    monkeypatch.setattr(following, "REST", 3_600.0)


def test_a_follower_that_has_nothing_to_do_looks_up_when_something_is_written(seldom, running):
    assert running.rested.acquire(timeout=10)
    if connection.vendor == "sqlite":  # which tells whether anything was
        assert not running.rested.acquire(timeout=3 * following.PAUSE)
    for number in range(3):
        following.note_failure("another", number, OSError())

        assert running.rested.acquire(timeout=10)


def test_a_follower_looks_up_by_the_clock_though_nothing_is_written(running):
    for _time in range(3):
        assert running.rested.acquire(timeout=10)


def test_a_runner_that_waits_for_its_turn_is_not_hurried_by_commits(
    transactional_db, settings, tmp_path
):
    settings.VAR = tmp_path
    attempts = []

    class Waiting(Counting):
        def close(self) -> None:
            attempts.append(self.name)  # let go of, after each attempt

    runner = Runner(Waiting())
    with exclusively(f"follower-{Waiting.name}"):
        with journal.atomic():
            ring(1)
        runner.start()
        time.sleep(0.5)
        runner.stop()
        runner.join(10)

    assert not runner.is_alive()
    assert attempts == [Waiting.name]


def test_a_name_is_held_by_one_at_a_time(transactional_db, settings, tmp_path):
    settings.VAR = tmp_path
    found = []

    def try_it():
        with exclusively("work") as alone:
            found.append(alone)
        connections.close_all()

    with exclusively("work") as alone:
        assert alone
        other = threading.Thread(target=try_it)
        other.start()
        other.join()
    again = threading.Thread(target=try_it)
    again.start()
    again.join()

    assert found == [False, True]


def ring_often(writer: int, times: int) -> None:
    for turn in range(times):
        with journal.atomic():
            ring(writer * 1000 + turn)
    connections.close_all()


def read_along(ended: threading.Event, read: list[int]) -> None:
    position, done = 0, False
    while not done:
        done = ended.is_set()  # asked before reading: what comes after is read once more
        for entry in Entry.objects.after(position):
            read.append(entry.data["times"])
            position = entry.id
        time.sleep(0.001)
    connections.close_all()


def test_a_reader_by_id_misses_nothing_that_many_threads_write(transactional_db):
    """On PostgreSQL by the advisory lock, on SQLite by turns: ids follow the order of commits."""
    read: list[int] = []
    ended = threading.Event()
    writers = [threading.Thread(target=ring_often, args=[each, 25]) for each in range(8)]
    reader = threading.Thread(target=read_along, args=[ended, read])
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    ended.set()
    reader.join()

    assert read == rung()
    assert sorted(read) == [each * 1000 + turn for each in range(8) for turn in range(25)]
    assert [times for times in read if times < 1000] == list(range(25))


@pytest.mark.services
def test_postgresql_is_what_the_services_run_on(db):
    assert connection.vendor == "postgresql"
