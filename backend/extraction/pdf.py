"""PDF, a page at a time, by pypdf: slower than what is written in C, and nothing that it breaks."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import IO

from pypdf import PdfReader
from pypdf.errors import DependencyError, LimitReachedError

from .reasons import Reason, Unreadable

logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def pages(file: IO[bytes]) -> Iterator[str]:
    """Give the text of each page; a page that cannot be read hides none of the others."""
    document = _opened(file)
    is_damaged = False
    for number in range(_count(document)):
        try:
            yield document.pages[number].extract_text()
        except MemoryError:
            raise
        except Exception:  # readers meet a damaged file with whatever they come upon
            is_damaged = True
    if is_damaged:
        raise Unreadable(Reason.DAMAGED)


def _opened(file: IO[bytes]) -> PdfReader:
    try:
        document = PdfReader(file)
        is_open = not document.is_encrypted or document.decrypt("")  # many only forbid to print
    except MemoryError:
        raise
    except DependencyError as error:  # a cipher that nobody uses
        raise Unreadable(Reason.ENCRYPTED) from error
    except Exception as error:
        raise Unreadable(Reason.DAMAGED) from error
    if not is_open:
        raise Unreadable(Reason.ENCRYPTED)
    return document


def _count(document: PdfReader) -> int:
    try:
        return len(document.pages)
    except MemoryError:
        raise
    except LimitReachedError as error:
        raise Unreadable(Reason.TOO_LARGE) from error
    except Exception as error:
        raise Unreadable(Reason.DAMAGED) from error
