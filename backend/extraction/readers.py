"""Who reads which kind of document: each gives the text piece by piece."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from typing import IO

from .kinds import OFFICE_OPEN, OPEN_DOCUMENT, PDF, TEXTS
from .office import office_open, open_document
from .reasons import Reason, Unreadable

Read = Callable[[IO[bytes]], Iterator[str]]

PIECE = 65_536  # bytes


def plain_text(file: IO[bytes]) -> Iterator[str]:
    """Read UTF-8, which is all that is taken of texts."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    begun = ""
    try:
        while piece := file.read(PIECE):
            whole, end, begun = (begun + decoder.decode(piece)).rpartition("\n")
            yield whole + end
            if len(begun) > PIECE:  # a line that has no end
                yield begun
                begun = ""
        yield begun + decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise Unreadable(Reason.DAMAGED) from error


def pdf(file: IO[bytes]) -> Iterator[str]:
    """Read PDF, a page at a time."""
    from .pdf import pages  # noqa: PLC0415 - half of the child's start, for PDF alone

    return pages(file)


READERS: dict[str, Read] = {
    PDF: pdf,
    **dict.fromkeys(TEXTS, plain_text),
    **dict.fromkeys(OPEN_DOCUMENT, open_document),
    **dict.fromkeys(OFFICE_OPEN, office_open),
}


def reader_of(kind: str) -> Read:
    """Choose who reads a kind; `Unreadable` when nobody does."""
    if kind not in READERS:
        raise Unreadable(Reason.UNSUPPORTED)
    return READERS[kind]
