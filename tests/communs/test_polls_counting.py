"""Counting ranked votes: examples that one can follow, and what holds for all elections."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communs.polls.counting import Round, Runoff, instant_runoff

OPTIONS = "abcd"
BALLOTS = st.lists(st.lists(st.sampled_from(OPTIONS), unique=True, max_size=4), max_size=12)


def test_the_last_leaves_and_its_votes_go_on():
    ballots = ["ab", "ab", "ab", "ab", "bc", "bc", "bc", "cb", "cb"]

    assert instant_runoff("abc", ballots) == Runoff(
        rounds=(
            Round(counts={"a": 4, "b": 3, "c": 2}, resting=0, leaving=("c",)),
            Round(counts={"a": 4, "b": 5}, resting=0, leaving=()),
        ),
        winners=("b",),
    )


def test_more_than_half_of_those_that_still_count_is_enough():
    ballots = ["a", "a", "a", "b", "b", "c", "d"]

    counted = instant_runoff("abcd", ballots)

    assert counted.winners == ("a",)
    assert [(each.leaving, each.resting) for each in counted.rounds] == [
        (("d",), 0),
        (("c",), 1),
        ((), 2),
    ]


def test_options_that_nobody_is_for_leave_together():
    counted = instant_runoff("abcd", ["a", "a", "b", "b"])

    assert counted.rounds[0] == Round({"a": 2, "b": 2, "c": 0, "d": 0}, 0, ("c", "d"))
    assert counted.winners == ("a", "b")


@pytest.mark.parametrize(
    ("options", "ballots", "leaving"),
    [
        # c and d tie at 3 once e has left; in the round before, c had fewer
        ("abcde", [*"aaaa", *"bbbb", *"cc", *"ddd", "ec"], ["e", "c", "d"]),
        # b and c tie in every round; c is the second choice of more
        ("abc", ["ac", "ac", "a", "b", "b", "c", "c"], ["b"]),
        # nothing parts b and c: the one that stands later leaves
        ("abc", ["a", "a", "a", "b", "b", "c", "c"], ["c"]),
        ("acb", ["a", "a", "a", "b", "b", "c", "c"], ["b"]),
    ],
)
def test_ties_for_the_last_place_are_broken_as_the_rule_says(options, ballots, leaving):
    rounds = instant_runoff(options, ballots).rounds

    assert ["".join(each.leaving) for each in rounds[:-1]] == leaving


@pytest.mark.parametrize("ballots", [[], [""], ["", ""]])
def test_without_votes_nothing_is_counted_and_nothing_wins(ballots):
    assert instant_runoff("ab", ballots) == Runoff((), ())


@given(BALLOTS)
def test_every_ballot_counts_once_or_rests_in_every_round(ballots):
    for each in instant_runoff(OPTIONS, ballots).rounds:
        assert sum(each.counts.values()) + each.resting == len(ballots)


@given(BALLOTS)
def test_what_left_does_not_come_back_and_all_but_the_last_round_let_something_go(ballots):
    rounds = instant_runoff(OPTIONS, ballots).rounds

    assert len(rounds) <= len(OPTIONS)
    assert all(each.leaving for each in rounds[:-1])
    there = [*OPTIONS]
    for each in rounds:
        assert [*each.counts] == there
        there = [option for option in there if option not in each.leaving]


@given(BALLOTS)
def test_whoever_more_than_half_prefer_wins_at_once(ballots):
    firsts = Counter(ballot[0] for ballot in ballots if ballot)
    counted = instant_runoff(OPTIONS, ballots)

    for option, count in firsts.items():
        if count * 2 > sum(firsts.values()):
            assert counted.winners == (option,)
            assert len(counted.rounds) == 1


@given(BALLOTS, st.randoms())
def test_the_order_in_which_votes_came_does_not_matter(ballots, random):
    shuffled = random.sample(ballots, len(ballots))

    assert instant_runoff(OPTIONS, shuffled) == instant_runoff(OPTIONS, ballots)


@given(BALLOTS)
def test_there_is_a_winner_if_anybody_voted_and_it_was_somebody_s_choice(ballots):
    counted = instant_runoff(OPTIONS, ballots)

    assert bool(counted.winners) is any(ballots)
    assert set(counted.winners) <= {option for ballot in ballots for option in ballot}


@given(BALLOTS)
def test_whoever_loses_to_each_other_option_never_wins_alone(ballots):
    counted = instant_runoff(OPTIONS, ballots)

    def beaten(one, other):
        places = [[*b, *OPTIONS] for b in ballots]
        preferring = Counter(
            (place.index(one) < place.index(other))
            for place, b in zip(places, ballots, strict=True)
            if one in b or other in b
        )
        return preferring[True] < preferring[False]

    for option in OPTIONS:
        if all(beaten(option, other) for other in OPTIONS if other != option):
            assert counted.winners != (option,)


@given(st.lists(st.sampled_from(["ab", "ba", "a", "b"]), max_size=12))
def test_of_two_the_majority_decides_and_a_tie_is_told(ballots):
    firsts = Counter(ballot[0] for ballot in ballots)
    most = max(firsts.values(), default=0)

    expected = tuple(option for option in "ab" if most and firsts[option] == most)
    assert instant_runoff("ab", ballots).winners == expected
