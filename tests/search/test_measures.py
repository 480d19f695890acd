"""The measures of relevance, by numbers that were worked out by hand."""

from __future__ import annotations

import pytest

from tests.search.measures import mean, ndcg_at, overlap, recall_at

GRADES = {"a": 3, "b": 2, "c": 1}  # gains of 7, 3 and 1


@pytest.mark.parametrize(
    ("found", "ndcg"),
    [
        (["a", "b", "c"], 1.0),  # 7 + 3/1.58496 + 1/2 = 9.39279, the best
        (["a", "b"], 0.946768),  # 8.89279
        (["b", "a", "c"], 0.842829),  # 3 + 7/1.58496 + 1/2 = 7.91651
        (["x", "a"], 0.470202),  # 7/1.58496 = 4.41651
        (["a", "a", "b"], 0.946768),  # the second a is not there
        (["x", "y"], 0.0),
        ([], 0.0),
    ],
)
def test_gain_counts_by_grade_and_place(found, ndcg):
    assert ndcg_at(10, found, GRADES) == pytest.approx(ndcg, abs=1e-6)


def test_gain_after_the_last_place_counts_neither_in_the_answer_nor_in_the_best():
    assert ndcg_at(1, ["a", "b", "c"], GRADES) == 1.0
    assert ndcg_at(1, ["b", "a"], GRADES) == pytest.approx(3 / 7)
    assert ndcg_at(2, ["x", "y", "a"], GRADES) == 0.0


@pytest.mark.parametrize(
    ("found", "most", "recall"),
    [
        (["c", "x", "a", "b"], 20, 1.0),
        (["c", "x", "a", "b"], 3, 2 / 3),
        (["a", "a", "a", "b"], 2, 2 / 3),
        (["x"], 20, 0.0),
        ([], 20, 0.0),
    ],
)
def test_recall_is_the_part_of_all_relevant_texts(found, most, recall):
    assert recall_at(most, found, GRADES) == pytest.approx(recall)


def test_recall_leaves_out_what_was_graded_as_beside_the_point():
    assert recall_at(20, ["a"], {"a": 1, "b": 0}) == 1.0


def test_where_nothing_is_relevant_nothing_is_missed():
    assert ndcg_at(10, ["x"], {}) == 1.0
    assert recall_at(20, ["x"], {}) == 1.0


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        (["a", "b"], ["b", "a"], 1.0),
        (["a", "b", "c", "d"], ["a", "b"], 0.5),
        (["a", "b"], ["c", "d"], 0.0),
        ([], ["a"], 0.0),
        ([], [], 1.0),
        ([*"abcdefghij", "x"], [*"abcdefghij", "y"], 1.0),  # the eleventh is not looked at
    ],
)
def test_two_answers_overlap_by_what_both_have(one, other, share):
    assert overlap([one], [other]) == share


def test_overlap_is_the_mean_over_all_answers():
    assert overlap([["a"], ["b"]], [["a"], ["c"]]) == 0.5
    assert mean([1.0, 0.5, 0.0]) == 0.5


def test_engines_that_answered_different_questions_are_not_compared():
    with pytest.raises(ValueError, match="shorter"):
        overlap([["a"], ["b"]], [["a"]])
