#!/usr/bin/env python3
"""Brings the catalogues of communs/locale to what the code says.

    .venv/bin/python tools/translate.py

English texts are the message ids. Those that are new stand in the .po without a translation until
somebody writes one; those that are gone are dropped. Run it again after translating: the .mo is
made from the .po alone, byte for byte the same each time.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "communs" / "locale"
FOLDERS = ("backend", "communs", "schema", "config")
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None}


def extracted() -> Catalog:
    """Collect the message ids of the code, each with the modules that say it."""
    catalog = Catalog(project="Communs")
    for folder in FOLDERS:
        for name, _line, text, _comments, context in sorted(
            extract_from_dir(ROOT / folder, [("**.py", "python")], keywords=KEYWORDS)
        ):
            catalog.add(text, locations=[(f"{folder}/{name}", 0)], context=context)
    return catalog


def written(path: Path) -> Catalog:
    """Read a catalogue as it is committed."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, domain=path.stem)


def compiled(catalog: Catalog) -> bytes:
    """Give what Django loads."""
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def refreshed(path: Path) -> Catalog:
    """Bring a catalogue to what the code says; its translations stay."""
    catalog = written(path)
    catalog.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
    with path.open("wb") as file:
        write_po(
            file, catalog, width=100, sort_by_file=True, ignore_obsolete=True, include_lineno=False
        )
    return written(path)


def main() -> None:
    """Refresh every catalogue, and say what waits for a translation."""
    for path in sorted(LOCALES.glob("*/LC_MESSAGES/*.po")):
        catalog = refreshed(path)
        path.with_suffix(".mo").write_bytes(compiled(catalog))
        for message in catalog:
            if message.id and not message.string:
                sys.stderr.write(f"{path.relative_to(ROOT)}: without translation: {message.id}\n")


if __name__ == "__main__":
    main()
