"""Office documents: archives of which the parts must be those of what they say they are."""

from __future__ import annotations

import zipfile
from typing import IO, Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from backend.rules import Invalid

MOST_PARTS = 5_000
MOST_UNPACKED = 300_000_000  # bytes, of all the parts together
SHORT = 100_000  # bytes of a part that is read here
STEEPEST = 200  # times that a part may grow when it is unpacked
STEEP_FROM = 1_000_000  # bytes: below, growing hurts nobody


class Office(NamedTuple):
    """A kind of office document: how its names end, which part is its main one."""

    ending: str
    main: str  # the path of the main part; of OpenDocument, of the part that is always there
    declared: bytes  # what it declares itself to be


def _odf(ending: str, kind: str) -> tuple[str, Office]:
    media = f"application/vnd.oasis.opendocument.{kind}"
    return media, Office(ending, "content.xml", media.encode())


def _ooxml(ending: str, main: str, kind: str) -> tuple[str, Office]:
    media = f"application/vnd.openxmlformats-officedocument.{kind}"
    return media, Office(ending, main, f"{media}.main+xml".encode())


OFFICE = dict(
    [
        _odf(".odt", "text"),
        _odf(".ods", "spreadsheet"),
        _odf(".odp", "presentation"),
        _ooxml(".docx", "word/document.xml", "wordprocessingml.document"),
        _ooxml(".xlsx", "xl/workbook.xml", "spreadsheetml.sheet"),
        _ooxml(".pptx", "ppt/presentation.xml", "presentationml.presentation"),
    ]
)
DECLARING = ("mimetype", "[Content_Types].xml")  # the part that declares: OpenDocument's, Office's


def office_kind(file: IO[Any]) -> str:
    """Say which kind of office document an archive is; `Invalid` when it is none."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _check(parts)
            return _declared(archive, {part.filename for part in parts})
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, KeyError) as error:
        raise Invalid(_("This document is damaged.")) from error
    except NotImplementedError as error:  # packed in a way that no office does
        raise Invalid(_("This document is damaged.")) from error


def _check(parts: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive that would burst where it is opened, or reach outside, or run."""
    if not parts or parts[0].header_offset != 0:
        raise Invalid(_("This document is damaged."))
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Invalid(_("This document unpacks to too much."))
    if any(_is_steep(part) for part in parts):
        raise Invalid(_("This document unpacks to too much."))
    if any(_reaches_out(part.filename) for part in parts):
        raise Invalid(_("This document is damaged."))
    if any(_is_macro(part.filename.lower()) for part in parts):
        raise Invalid(_("Documents with macros are not taken: save it without them."))


def _is_steep(part: zipfile.ZipInfo) -> bool:
    return part.file_size > STEEP_FROM and part.file_size > part.compress_size * STEEPEST


def _reaches_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/")


def _is_macro(name: str) -> bool:
    return name.endswith(("vbaproject.bin", "vbadata.xml")) or name.startswith(
        ("basic/", "scripts/")
    )


def _declared(archive: zipfile.ZipFile, names: set[str]) -> str:
    declaring = next((name for name in DECLARING if name in names), None)
    if declaring is not None:
        with archive.open(declaring) as part:
            text = part.read(SHORT)
        for kind, office in OFFICE.items():
            if office.main in names and _declares(text, office, exactly=declaring == "mimetype"):
                return kind
    raise Invalid(_("Archives are not taken: send the files that are in it one by one."))


def _declares(text: bytes, office: Office, *, exactly: bool) -> bool:
    return text.strip() == office.declared if exactly else office.declared in text
