"""The order of hits: the first of them are the same, however many are put in order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.search.matching import ALL_WORDS
from backend.search.pages import rank
from backend.search.placing import by_relevance, by_time
from backend.search.sought import Top

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SCORES = [0.4, 1.0, 1.05, 1.1, 1.2, 3.0, ALL_WORDS + 1.0, ALL_WORDS + 1.3]
AGES = [-300, -1, 0, 1, 90, 400, 5_000]  # days; what is to come is as fresh as can be
WEIGHTS = [500, 600, 1000, 1003, 1150, 3000]


def top_of(rows):
    """Make of scores, ages and weights what an engine gives: the highest score first."""
    rows = sorted(rows, key=lambda row: -row[0])
    ranks = [
        rank(NOW - timedelta(days=age), UUID(int=at))
        for at, (_score, age, _weight) in enumerate(rows)
    ]
    scores, weights = [row[0] for row in rows], [row[2] for row in rows]
    return Top(len(rows), scores, ranks, [], weights, list(range(len(rows))))


@given(
    rows=st.lists(
        st.tuples(st.sampled_from(SCORES), st.sampled_from(AGES), st.sampled_from(WEIGHTS)),
        min_size=1,
        max_size=120,
    ),
    most=st.integers(1, 20),
)
def test_what_is_shown_is_the_same_however_many_are_put_in_order(rows, most):
    top = top_of(rows)
    assert by_relevance(top, most, NOW)[:most] == by_relevance(top, 1000, NOW)[:most]


def test_what_weighs_more_comes_from_far_behind():
    top = top_of([*[(1.0 + at / 1000, 90, 1000) for at in range(100)], (0.5, 90, 3000)])
    assert by_relevance(top, 3, NOW)[0][3] == 100


def test_what_nobody_looks_at_is_not_weighed():
    top = top_of([(100.0 - at, 90, 1000) for at in range(100)])
    assert len(by_relevance(top, 5, NOW)) == pytest.approx(14, abs=4)


def test_of_equals_the_newer_comes_first_at_any_moment():
    top = top_of([(1.0, age / 86_400_000, 1000) for age in range(500, 0, -1)])
    assert [place[3] for place in by_relevance(top, 7, NOW)[:7]] == list(range(499, 492, -1))


def test_by_time_the_newest_comes_first():
    assert [place[1] for place in by_time(Top(3, [], [7, 9, 8], [1, 3, 2], [], [0, 1, 2]))] == [
        3,
        2,
        1,
    ]
