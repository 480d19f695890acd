"""A few territories to play in: two regions, a grouping across departments, hard names."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from pathlib import Path

from communs.territories.loading import Edition, load, read
from communs.territories.models import Territory

LINES = (
    "country,FR,France,",
    "region,32,Hauts-de-France,country:FR",
    "region,76,Occitanie,country:FR",
    "department,31,Haute-Garonne,region:76",
    "department,59,Nord,region:32",
    "department,81,Tarn,region:76",
    "epci,200093201,Métropole Européenne de Lille,department:59",
    "epci,243100518,Toulouse Métropole,department:31",
    "epci,243100567,CC Aux sources du Canal du Midi,department:31 department:81",
    "commune,31149,Colomiers,department:31 epci:243100518",
    "commune,31451,Revel,department:31 epci:243100567",
    "commune,31555,Toulouse,department:31 epci:243100518",
    "commune,59350,Lille,department:59 epci:200093201",
    "commune,59437,Œuilly-l'Étang,department:59",
    "commune,81288,Sorèze,department:81 epci:243100567",
)


def written(folder: Path, *lines: str, day: str = "2026-01-01") -> Path:
    """Write an edition as `tools/territories.py` does, but for the compression."""
    path = folder / "territories.csv"
    path.write_text("\n".join([f"edition,{day}", *lines]) + "\n", encoding="utf-8")
    return path


def settle() -> dict[str, Territory]:
    """Load the few; gives them by name."""
    edition = Edition(date(2026, 1, 1), {}, {})
    for kind, code, name, parents in csv.reader(StringIO("\n".join(LINES))):
        edition.names[kind, code] = name
        around = [parent.partition(":") for parent in parents.split()]
        edition.parents[kind, code] = [(kind, code) for kind, _colon, code in around]
    load(edition)
    return {row.name: row for row in Territory.objects.all()}


__all__ = ["LINES", "load", "read", "settle", "written"]
