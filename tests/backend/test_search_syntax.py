"""Fields typed among words: what is one, what it holds, and what is left to be searched."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from backend.search.syntax import beginning, parted


def read(text):
    """Give the words that are left when all fields are understood, and the fields."""
    fields = []

    def understood(field):
        fields.append((f"{'-' * field.is_excluded}{field.name}", field.values))
        return True

    return " ".join(parted(text, understood).split()), fields


@pytest.mark.parametrize(
    ("text", "words", "fields"),
    [
        ("alliance", "alliance", []),
        ("kind:webinar alliance", "alliance", [("kind", ("webinar",))]),
        ("alliance type:webinaire|ressource", "alliance", [("kind", ("webinaire", "ressource"))]),
        ('auteur:"Élie Roux" eau', "eau", [("author", ("Élie Roux",))]),
        ("autrice:«\u202fAna Alba\u202f»|“Bo B”", "", [("author", ("Ana Alba", "Bo B"))]),
        ("THÈME:eau the\u0300me:air", "", [("topic", ("eau",)), ("topic", ("air",))]),
        ("eau -type:fil|message", "eau", [("-kind", ("fil", "message"))]),
        (
            '-auteur:"Ana Alba" -avant:2024',
            "",
            [("-author", ("Ana Alba",)), ("-before", ("2024",))],
        ),
        (
            "avant:2024 après:2023-04 groupe:x",
            "",
            [("before", ("2024",)), ("after", ("2023-04",)), ("group", ("x",))],
        ),
    ],
)
def test_fields_are_read_in_either_language(text, words, fields):
    assert read(text) == (words, fields)


@pytest.mark.parametrize(
    "text",
    [
        "auteur: Ana",
        "auteur :Ana",
        "auteur:",
        'auteur:""',
        "auteur:| eau",
        "auteur:a||b",
        "https://example.org",
        "12:30",
        "couleur:bleu",
        "co-auteur:Ana",
        '"type:webinaire"',
        '-"type:webinaire"',
        "« type:webinaire »",
        "--type:webinaire",
        "- type :webinaire",
        "-couleur:bleu",
        'auteur:"sans fin',
        'auteur:"Ana"Alba',
    ],
)
def test_anything_else_is_left_as_it_was_typed(text):
    assert read(text) == (text, [])


def test_a_field_that_is_not_understood_leaves_its_values_as_words():
    text = 'avant:hier groupe:"Les voisins"|x alliance'

    assert parted(text, lambda _field: False) == "hier Les voisins x alliance"


def test_a_field_that_is_not_understood_still_says_what_is_not_looked_for():
    text = '-auteur:"Zoé Zed"|“un "autre”|x alliance'

    assert parted(text, lambda _field: False) == '-"Zoé Zed" -"un  autre" -"x" alliance'


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        ("2024", datetime(2023, 12, 31, 23, tzinfo=UTC)),
        ("2024-04", datetime(2024, 3, 31, 22, tzinfo=UTC)),
        ("2024-4-2", datetime(2024, 4, 1, 22, tzinfo=UTC)),
        ("2024-13", None),
        ("2023-02-29", None),
        ("0000", None),
        ("0001", None),
        ("24", None),
        ("٢٠٢٤", None),
        ("2024-04-22-01", None),
        ("hier", None),
    ],
)
def test_days_begin_by_the_clocks_of_a_place(day, moment):
    assert beginning(day, ZoneInfo("Europe/Paris")) == moment
