"""Texts: normalised once, and refused when no reader could use them."""

from __future__ import annotations

import pytest

from backend.rules import Invalid
from backend.texts import clean, clean_address, clean_line


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  Bonjour \r\n à tous\r", "Bonjour \n à tous"),
        ("e\u0301conomie", "économie"),  # NFD becomes NFC
        ("tab\tulé", "tab\tulé"),
        ("l’alliance", "l’alliance"),
    ],
)
def test_a_text_is_kept_as_it_reads(given, kept):
    assert clean(given, field="body", most=100) == kept


@pytest.mark.parametrize("given", ["", "   ", "\n\t"])
def test_a_text_says_something(given):
    with pytest.raises(Invalid) as refused:
        clean(given, field="body", most=100)

    assert refused.value.field == "body"
    assert clean(given, field="body", most=100, blank=True) == ""


@pytest.mark.parametrize("given", ["a\x00b", "a\x1bb", "\ud800", "a\x7fb"])
def test_what_cannot_be_shown_is_refused(given):
    with pytest.raises(Invalid):
        clean(given, field="body", most=100)


def test_the_length_is_counted_in_characters():
    assert clean("é" * 10, field="body", most=10) == "é" * 10
    with pytest.raises(Invalid, match="11"):
        clean("é" * 11, field="body", most=10)


def test_a_line_is_one_line():
    assert clean_line("Le\n  séminaire ", field="title") == "Le séminaire"


@pytest.mark.parametrize(
    "given", ["\u200b", "\ufeff \u200d", "\u3164", "\u2066\u2069", "\u0301", "\u2800"]
)
def test_what_leaves_nothing_to_see_says_nothing(given):
    with pytest.raises(Invalid):
        clean(given, field="body", most=100)

    assert clean_line(given, field="name", blank=True) == ""


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Zoé\u202egro.live\u202c", "Zoégro.live"),  # would be read backwards
        ("\u2066Zoé\u2069\u200f", "Zoé"),
        ("Zo\u200bé\u00ad\ufeff", "Zoé"),  # would look like another's name
        ("Z\U000e006fé", "Zé"),
        ("👩\u200d🌾", "👩\u200d🌾"),  # one sign, of two
        ("می\u200cش", "می\u200cش"),
    ],
)
def test_a_line_holds_nothing_that_deceives_its_reader(given, kept):
    assert clean_line(given, field="name") == kept


def test_a_body_keeps_the_directions_that_its_writer_gave():
    assert clean("\u2067שלם\u2069 !", field="body", most=100) == "\u2067שלם\u2069 !"


@pytest.mark.parametrize("given", ["https://a.fr/\u202egpj.exe", "https://a.fr/\u200b"])
def test_an_address_that_reads_as_another_is_refused(given):
    with pytest.raises(Invalid):
        clean_address(given, field="url")
