"""The media types of which the text is read."""

from __future__ import annotations

PDF = "application/pdf"
TEXTS = ("text/plain", "text/markdown", "text/csv")
OPEN_DOCUMENT = tuple(
    f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "presentation", "spreadsheet")
)
OFFICE_OPEN = tuple(
    f"application/vnd.openxmlformats-officedocument.{kind}"
    for kind in ("wordprocessingml.document", "presentationml.presentation", "spreadsheetml.sheet")
)
READ = frozenset((PDF, *TEXTS, *OPEN_DOCUMENT, *OFFICE_OPEN))
