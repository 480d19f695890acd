"""Differences: in words, true to both texts, and never dear."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.differences import Budget, PieceKind, difference

SIGNS = {PieceKind.SAME: "=", PieceKind.REMOVED: "-", PieceKind.ADDED: "+"}
LONG = 50_000  # characters


def told(old, new):
    return [(SIGNS[piece.kind], piece.text) for piece in difference(old, new)]


def without(kind, pieces):
    return "".join(piece.text for piece in pieces if piece.kind is not kind)


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("", "", []),
        ("pareil", "pareil", [("=", "pareil")]),
        ("", "neuf", [("+", "neuf")]),
        ("vieux", "", [("-", "vieux")]),
        ("Le chat dort.", "Le chien dort.",
         [("=", "Le "), ("-", "chat"), ("+", "chien"), ("=", " dort.")]),
        ("Un\nDeux\nTrois\n", "Un\nTrois\n", [("=", "Un\n"), ("-", "Deux\n"), ("=", "Trois\n")]),
        ("le chat noir", "un chien noir", [("-", "le chat"), ("+", "un chien"), ("=", " noir")]),
        ("l’été", "l’hiver", [("=", "l’"), ("-", "été"), ("+", "hiver")]),
        ("a\n", "a", [("=", "a"), ("-", "\n")]),
        ("Il dort.", "Il dort. Il mange.", [("=", "Il dort."), ("+", " Il mange.")]),
        ("a. b. c.", "a. c.", [("=", "a. "), ("-", "b. "), ("=", "c.")]),
        ("Un mot.", "Un petit mot.", [("=", "Un "), ("+", "petit "), ("=", "mot.")]),
    ],
)  # fmt: skip
def test_a_difference_reads_as_what_was_done(old, new, pieces):
    assert told(old, new) == pieces


texts = st.lists(st.sampled_from(["a", "b", " ", "\n", "é", "\u2028", "."]), max_size=25).map(
    "".join
)


@given(texts, texts)
def test_both_texts_can_be_read_from_it(old, new):
    pieces = difference(old, new)

    assert without(PieceKind.ADDED, pieces) == old
    assert without(PieceKind.REMOVED, pieces) == new
    assert all(piece.text for piece in pieces)
    assert all(a.kind is not b.kind for a, b in pairwise(pieces))


def any_of(signs, seed):
    return "".join(random.Random(seed).choices(signs, k=LONG))  # noqa: S311 - texts, no secrets


HOSTILE = {
    "few signs in short lines": (any_of("ab\n", 1), any_of("ab\n", 2)),
    "few words on one line": (any_of("a b c ", 1), any_of("a b c ", 2)),
    "one line again and again": ("a\n" * (LONG // 2), "b\n" * (LONG // 2)),
    "nearly one line again and again": ("a\n" * 25_000, "a\n" * 12_000 + "b\n" * 13_000),
    "all moved by one": ("ab " * 16_000, "ba " * 16_000),
    "signs alone": ("." * LONG, "," * LONG),
    "each line changed": (
        "".join(f"{n} x\n" for n in range(7_000)),
        "".join(f"{n} y\n" for n in range(7_000)),
    ),
    "nothing in common": (
        " ".join(map(str, range(9_000))),
        " ".join(map(str, range(9_000, 18_000))),
    ),
}


@pytest.mark.parametrize(("old", "new"), HOSTILE.values(), ids=HOSTILE)
def test_the_worst_of_texts_take_less_than_a_second(old, new):
    began = time.process_time()

    pieces = difference(old, new)

    assert time.process_time() - began < 1
    assert without(PieceKind.ADDED, pieces) == old
    assert without(PieceKind.REMOVED, pieces) == new


def test_what_a_budget_does_not_reach_is_told_whole():
    budget = Budget()
    first = difference("un mot dit", "deux mot su", budget)
    budget.steps = 0
    exhausted = difference("un mot dit", "deux mot su", budget)

    assert without(PieceKind.ADDED, first) == "un mot dit"
    assert [(SIGNS[piece.kind], piece.text) for piece in first][2] == ("=", " mot ")
    assert [(SIGNS[piece.kind], piece.text) for piece in exhausted] == [
        ("-", "un mot dit"),
        ("+", "deux mot su"),
    ]


def test_an_edit_in_a_long_text_is_found_to_the_word():
    lines = [f"La ligne {number} dit ce qu’elle dit.\n" for number in range(1_000)]
    old = "".join(lines)
    lines[500] = lines[500].replace("dit ce", "tait ce")

    changed = [piece for piece in told(old, "".join(lines)) if piece[0] != "="]

    assert changed == [("-", "dit"), ("+", "tait")]
