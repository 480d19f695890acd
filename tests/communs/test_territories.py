"""Territories: what lies in what, how they are found, and what a newer edition changes."""

from __future__ import annotations

import lzma
from collections import Counter
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from communs.territories.loading import SHIPPED, load, read
from communs.territories.models import Inclusion, Territory
from tests.places import LINES, settle, written


@pytest.fixture
def places(db) -> dict[str, Territory]:
    """Settle the few territories."""
    return settle()


def names(rows) -> list[str]:
    return [row.name for row in rows]


def within(place: Territory) -> set[str]:
    return set(names(Territory.objects.within(place.pk)))


# --- what lies where ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        ("Toulouse", {"Toulouse"}),
        ("Toulouse Métropole", {"Toulouse Métropole", "Toulouse", "Colomiers"}),
        (
            "CC Aux sources du Canal du Midi",
            {"CC Aux sources du Canal du Midi", "Revel", "Sorèze"},
        ),
        # of the grouping's communes, only those of the department
        ("Tarn", {"Tarn", "CC Aux sources du Canal du Midi", "Sorèze"}),
        (
            "Occitanie",
            {
                "Occitanie",
                "Haute-Garonne",
                "Tarn",
                "Toulouse Métropole",
                "CC Aux sources du Canal du Midi",
                "Toulouse",
                "Colomiers",
                "Revel",
                "Sorèze",
            },
        ),
    ],
)
def test_what_lies_inside_a_territory(places, outer, inner):
    assert within(places[outer]) == inner


def test_everything_lies_in_the_country(places):
    assert within(places["France"]) == places.keys()


def test_what_a_territory_lies_in_directly_is_told_apart(places):
    direct = Inclusion.objects.filter(is_direct=True)

    found = {
        name: set(names(Territory.objects.filter(inwards__in=direct.filter(inner=places[name]))))
        for name in ("Sorèze", "CC Aux sources du Canal du Midi", "Tarn", "France")
    }

    assert found == {
        "Sorèze": {"Tarn", "CC Aux sources du Canal du Midi"},
        "CC Aux sources du Canal du Midi": {"Haute-Garonne", "Tarn"},
        "Tarn": {"Occitanie"},
        "France": set(),
    }


# --- how they are found ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("toulouse", ["Toulouse", "Toulouse Métropole"]),
        ("TOUL", ["Toulouse", "Toulouse Métropole"]),
        ("haute garonne", ["Haute-Garonne"]),
        ("Hauts de France", ["Hauts-de-France"]),
        ("soreze", ["Sorèze"]),
        ("œuilly l’étang", ["Œuilly-l'Étang"]),
        ("oeuilly l etang", ["Œuilly-l'Étang"]),
        ("métropole", ["Métropole Européenne de Lille", "Toulouse Métropole"]),
        ("canal", ["CC Aux sources du Canal du Midi"]),
        ("lille", ["Lille", "Métropole Européenne de Lille"]),
        ("ille", []),
        ("%", []),
        ("_oulouse", []),
        ("", []),
        ("-", []),
    ],
)
def test_a_name_is_found_however_it_is_spelt(places, asked, found):
    assert names(Territory.objects.named(asked).order_by("rank", "folded")) == found


def test_a_code_is_found_however_it_is_typed(places):
    assert names(Territory.objects.coded(" 31555 ")) == ["Toulouse"]


def test_everybody_sees_them(cast):
    place = settle()["Toulouse"]

    assert cast.who_see(place) == {"ana", "mo", "bo", "ob", "nina", "zed", "nobody"}


# --- editions -------------------------------------------------------------------------------------


def test_the_same_edition_changes_nothing(places, tmp_path):
    before = set(Inclusion.objects.values_list("outer", "inner", "is_direct"))

    done = load(read(written(tmp_path, *LINES)))

    assert done == {"added": 0, "renamed": 0, "moved": 0, "ended": 0}
    assert {row.name: row for row in Territory.objects.all()} == places
    assert set(Inclusion.objects.values_list("outer", "inner", "is_direct")) == before


def test_a_newer_edition_renames_adds_moves_and_ends(places, tmp_path):
    lines = [line for line in LINES if "31149" not in line]
    lines[lines.index("commune,31451,Revel,department:31 epci:243100567")] = (
        "commune,31451,Revel-en-Lauragais,department:31 epci:243100518"
    )
    lines.append("commune,31999,Commune-Nouvelle,department:31 epci:243100518")

    done = load(read(written(tmp_path, *lines, day="2027-01-01")))

    assert done == {"added": 1, "renamed": 1, "moved": 1, "ended": 1}
    colomiers = Territory.objects.get(code="31149")
    assert (colomiers.pk, colomiers.ended_at) == (places["Colomiers"].pk, date(2027, 1, 1))
    assert within(places["Toulouse Métropole"]) == {
        "Toulouse Métropole",
        "Toulouse",
        "Colomiers",  # what was classified under it stays findable by what it lay in
        "Revel-en-Lauragais",
        "Commune-Nouvelle",
    }
    assert names(Territory.objects.named("revel en")) == ["Revel-en-Lauragais"]
    assert names(Territory.objects.current().coded("31149")) == []


def test_what_comes_back_is_current_again(places, tmp_path):
    load(read(written(tmp_path, *LINES[:-1], day="2027-01-01")))

    done = load(read(written(tmp_path, *LINES, day="2028-01-01")))

    assert done == {"added": 0, "renamed": 1, "moved": 0, "ended": 0}
    assert Territory.objects.get(code="81288").ended_at is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "territories\n",
        "edition,soon\n",
        "edition,2026-01-01\nplanet,E,Earth,\n",
        "edition,2026-01-01\nregion,76,Occitanie,country:FR\n",
        "edition,2026-01-01\nregion,76\n",
    ],
)
def test_a_file_that_is_no_edition_is_refused(places, tmp_path, text):
    path = tmp_path / "other.csv"
    path.write_text(text)

    with pytest.raises(CommandError, match="holds no territories"):
        call_command("load_territories", str(path))

    assert Territory.objects.filter(ended_at=None).count() == len(LINES)


def test_a_compressed_file_is_loaded_and_told(db, tmp_path, capsys):
    path = tmp_path / "territories.csv.xz"
    path.write_bytes(lzma.compress(written(tmp_path, *LINES).read_bytes()))

    call_command("load_territories", str(path))

    told = "Edition of 2026-01-01: 15 added, 0 renamed, 0 moved, 0 ended.\n"
    assert capsys.readouterr().out == told
    assert Territory.objects.count() == 15


def test_the_shipped_edition_knows_all_of_france():
    edition = read()

    kinds = Counter(kind for kind, _code in edition.names)

    assert SHIPPED.stat().st_size < 400_000
    assert edition.day == date(2026, 1, 1)
    assert kinds == {
        "country": 1,
        "region": 26,
        "department": 109,
        "epci": 1255,
        "commune": 34969,
    }
    assert edition.names["commune", "97411"] == "Saint-Denis"
    assert edition.parents["commune", "2A004"] == [("department", "2A"), ("epci", "242010056")]
    assert edition.around["department", "976"] == {
        ("department", "976"): False,
        ("region", "06"): True,
        ("country", "FR"): False,
    }


def test_progress_is_told_row_by_chunk(db, tmp_path):
    told = []

    load(read(written(tmp_path, *LINES)), lambda done, total: told.append((done, total)))

    assert told[-1][0] == told[-1][1] == 15 + Inclusion.objects.count()
