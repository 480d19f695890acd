#!/usr/bin/env python3
"""Makes the compact list of territories from the npm package @etalab/decoupage-administratif.

    npm pack @etalab/decoupage-administratif@6.0.0
    .venv/bin/python tools/territories.py etalab-decoupage-administratif-6.0.0.tgz 2026-01-01

The date is that of the edition: what an earlier one knew and this one does not has ended by then.
One line per territory: kind, code, name, and what it lies in directly (department:31 epci:2431…).
What is around stands before what is inside.
"""

from __future__ import annotations

import csv
import io
import json
import lzma
import sys
import tarfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MADE = ROOT / "communs" / "territories" / "data" / "territories.csv.xz"
Line = tuple[str, str, str, str]


def lists(package: Path) -> dict[str, list[dict[str, Any]]]:
    """Read the lists that the package holds."""
    names = ("regions", "departements", "epci", "communes")
    with tarfile.open(package) as archive:
        files = {name: archive.extractfile(f"package/data/{name}.json") for name in names}
        return {name: json.load(file) for name, file in files.items() if file}


def lines(given: dict[str, list[dict[str, Any]]]) -> Iterator[Line]:
    """Give a line per territory, from the country to the communes that there are today."""
    communes = [each for each in given["communes"] if each["type"] == "commune-actuelle"]
    department = {each["code"]: each["departement"] for each in communes}
    yield "country", "FR", "France", ""
    for each in given["regions"]:
        yield "region", each["code"], each["nom"], "country:FR"
    for each in given["departements"]:
        yield "department", each["code"], each["nom"], f"region:{each['region']}"
    grouping = {}
    for each in given["epci"]:
        members = [member["code"] for member in each["membres"]]
        grouping |= dict.fromkeys(members, f" epci:{each['code']}")
        around = sorted({department[code] for code in members})
        yield "epci", each["code"], each["nom"], " ".join(f"department:{code}" for code in around)
    for each in communes:
        code = each["code"]
        around = f"department:{department[code]}{grouping.get(code, '')}"
        yield "commune", code, each["nom"], around


def main(package: str, edition: str) -> None:
    """Write the list."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(["edition", date.fromisoformat(edition).isoformat()])
    writer.writerows(lines(lists(Path(package))))
    text = written.getvalue().encode()
    MADE.write_bytes(lzma.compress(text, preset=9 | lzma.PRESET_EXTREME))
    print(f"{MADE.relative_to(ROOT)}: {MADE.stat().st_size:,} bytes")  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
