"""What was read and is kept: true at every moment, whoever wrote, and wherever."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from time import monotonic
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.db.utils import OperationalError

from backend.journal.models import Cursor
from backend.unchanged import (
    MOST_OF_ONE,
    each_while_unchanged,
    unchanged_since,
    while_unchanged,
)
from tests.threads import apart, elsewhere

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "unchanged"
SECONDS = 2.0
READERS, WRITERS = 3, 2


class Reading:
    """What reads the number that is written, and counts how often it does."""

    def __init__(self) -> None:
        self.times = 0
        self.looked_at: list[int] = []

    def __call__(self) -> int:
        self.times += 1
        return Cursor.objects.values_list("position", flat=True).get(name=NAME)

    def kept(self) -> int:
        return while_unchanged((NAME, id(self)), self)

    def reached(self, *numbers: int) -> Set[int]:
        """Give the numbers that were written, or passed: of each it is kept whether it was."""

        def reached(some: Collection[int]) -> Set[int]:
            position = self()
            self.looked_at += some
            return {number for number in some if number <= position}

        return each_while_unchanged((NAME, id(self), "each"), numbers, reached, 0)


@pytest.fixture
def reading() -> Reading:
    Cursor.objects.create(name=NAME)
    assert connection.connection  # it is open, as in a thread that has answered before
    return Reading()


def write(number: int) -> None:
    Cursor.objects.filter(name=NAME).update(position=number)


def kept_times() -> int:
    """Say how often something is read that is wanted twice while nothing is written."""
    return 1 if connection.vendor == "sqlite" else 2


def test_it_is_read_once_while_nothing_is_written(reading: Reading) -> None:
    assert [reading.kept(), reading.kept()] == [0, 0]
    assert reading.times == kept_times()


def test_each_is_read_once_while_nothing_is_written(reading: Reading) -> None:
    write(5)

    assert [reading.reached(4, 6), reading.reached(5, 6), reading.reached(4, 5)] == [
        {4},
        {5},
        {4, 5},
    ]
    assert reading.reached() == set()
    if connection.vendor == "sqlite":
        assert reading.looked_at == [4, 6, 5]


def test_of_one_key_no_more_is_kept_than_is_worth_it(reading: Reading) -> None:
    for number in range(0, 3 * MOST_OF_ONE, 100):
        assert reading.reached(0, *range(number + 1, number + 100)) == {0}
    if connection.vendor == "sqlite":
        assert reading.looked_at.count(0) == 3


@pytest.mark.parametrize("where", [lambda act: act(), elsewhere], ids=["here", "elsewhere"])
def test_whoever_writes_it_is_read_again(reading: Reading, where: Any) -> None:
    for number in range(5):
        where(lambda number=number: write(number))

        assert [reading.kept(), reading.kept()] == [number, number]
        assert reading.reached(number, number + 1) == {number}


def test_what_was_read_by_one_is_good_for_another(reading: Reading) -> None:
    looked, read = threading.Event(), threading.Event()

    def look_and_ask() -> int:
        Cursor.objects.exists()
        unchanged_since()
        looked.set()
        assert read.wait(10)
        return reading.kept()

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(apart, look_and_ask)
        assert looked.wait(10)
        reading.kept()
        read.set()
        assert other.result() == 0
    assert reading.times == kept_times()


def test_what_was_read_before_one_came_is_read_again(reading: Reading) -> None:
    elsewhere(lambda: (Cursor.objects.exists(), reading.kept()))
    write(7)
    elsewhere(lambda: (Cursor.objects.exists(), reading.kept()))
    write(8)

    assert reading.kept() == 8


def test_within_a_transaction_it_is_read_each_time(reading: Reading) -> None:
    reading.kept()
    with suppress(ZeroDivisionError), transaction.atomic():
        write(7)
        assert unchanged_since() is None
        assert [reading.kept(), reading.kept()] == [7, 7]
        raise ZeroDivisionError

    assert reading.kept() == 0  # it never was seven


def test_a_database_that_is_away_is_told_as_ever(reading: Reading) -> None:
    if connection.vendor == "sqlite":
        connection.connection.set_progress_handler(lambda: 1, 1)  # it stops whatever is asked
        try:
            with pytest.raises(OperationalError):
                reading.kept()
        finally:
            connection.connection.set_progress_handler(None, 1)
    else:
        assert unchanged_since() is None  # nothing is asked of it


@pytest.mark.parametrize(
    "is_told",
    [
        lambda reading, known: reading.kept() >= known,
        lambda reading, known: known in reading.reached(known, known + 1, known + 2),
    ],
    ids=["whole", "each"],
)
def test_whoever_asks_is_told_what_was_there_when_they_asked(
    reading: Reading, is_told: Callable[[Reading, int], bool]
) -> None:
    """Nobody is ever given what was older than their question."""
    ending = monotonic() + SECONDS
    there = [0] * WRITERS  # what each writer has certainly left there

    def add(writer: int) -> int:
        done = 0
        while monotonic() < ending:
            with transaction.atomic():
                rows = Cursor.objects.filter(name=NAME)
                rows.update(position=F("position") + 1)
                reached = rows.values_list("position", flat=True).get()
            there[writer] = reached
            done += 1
        return done

    def ask() -> int:
        asked = 0
        while monotonic() < ending:
            known = max(there)
            assert is_told(reading, known)
            asked += 1
        return asked

    with ThreadPoolExecutor(READERS + WRITERS) as pool:
        writing = [pool.submit(apart, lambda n=n: add(n)) for n in range(WRITERS)]
        asking = [pool.submit(apart, ask) for _ in range(READERS)]
        written, asked = (sum(each.result() for each in some) for some in (writing, asking))
    assert reading.kept() == written
    assert written
    assert asked > reading.times or connection.vendor != "sqlite"  # some was kept
