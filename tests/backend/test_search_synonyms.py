"""Synonyms: read now and then, by one of those who ask, and never in the way of searching."""

from __future__ import annotations

import pytest
from django.db import OperationalError

from backend.search.synonyms import FRESH, Kept

ESS = ("ESS", "économie sociale et solidaire")


class Clock:
    """A clock that is put forward by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


class Source:
    """What a network keeps, and how often it was asked for it."""

    def __init__(self) -> None:
        self.groups: tuple[tuple[str, ...], ...] = (ESS,)
        self.asked = 0
        self.is_away = False

    def __call__(self) -> tuple[tuple[str, ...], ...]:
        self.asked += 1
        if self.is_away:
            raise OperationalError
        return self.groups


source = Source()


def groups() -> tuple[tuple[str, ...], ...]:
    """Stand where the settings point to."""
    return source()


@pytest.fixture(autouse=True)
def _source(settings):
    source.__init__()
    settings.SEARCH_SYNONYMS = f"{__name__}.groups"


def test_what_moderators_keep_is_in_force_within_a_minute():
    assert FRESH < 60


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kept(clock) -> Kept:
    return Kept(clock)


def known(kept: Kept) -> bool:
    """Whether ESS has a synonym."""
    return bool(kept.by_language()["fr"].at([("ess",)])[1])


def test_they_are_read_once_in_a_while(kept, clock):
    assert known(kept)
    source.groups = ()
    clock.now += FRESH
    assert known(kept)
    assert source.asked == 1

    clock.now += 0.1

    assert not known(kept)
    assert source.asked == 2


def test_while_the_database_is_away_those_that_were_known_go_on(kept, clock):
    assert known(kept)
    source.is_away = True
    clock.now += FRESH + 1

    assert known(kept)
    assert known(kept)
    assert source.asked == 2  # it is not asked at each question either


def test_a_database_that_is_away_from_the_beginning_leaves_search_without_any(kept, clock):
    source.is_away = True

    assert not known(kept)

    source.is_away = False
    clock.now += FRESH + 1
    assert known(kept)
