"""Office documents, part by part: XML is read as it streams by, and no entity is ever followed."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, NamedTuple
from xml.parsers import expat

from .reasons import Reason, Unreadable

PIECE = 65_536  # bytes that are unpacked at once, and characters after which a text is handed on
NO_MEMORY = expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]
LONGEST_TAG = 1_000_000  # bytes: a longer one is read over and over as more of it comes
MOST_UNPACKED = 300_000_000  # bytes, of all parts together
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)

DOCX = re.compile(r"word/(document|footnotes|endnotes|header\d*|footer\d*)\.xml")
PPTX = re.compile(r"ppt/(slides/slide|notesSlides/notesSlide)\d+\.xml")
XLSX = re.compile(r"xl/(sharedStrings|worksheets/sheet\d+)\.xml")
ODF = re.compile(r"content\.xml")
MANIFEST = "META-INF/manifest.xml"  # tells of OpenDocument's passwords
SPOKEN_FIRST = ("word/document", "ppt/slides", "xl/sharedStrings")


class Dialect(NamedTuple):
    """By which local names of elements a family of documents says what is text."""

    texts: frozenset[str]  # hold it
    ends: frozenset[str]  # end a line
    gaps: frozenset[str]  # stand for a space
    unread: frozenset[str]  # hold what is no longer said, or is said twice


OPEN = Dialect(
    texts=frozenset({"p", "h"}),
    ends=frozenset({"p", "h"}),
    gaps=frozenset({"s", "tab", "line-break"}),
    unread=frozenset({"tracked-changes", "annotation", "binary-data"}),
)
MICROSOFT = Dialect(
    texts=frozenset({"t"}),
    ends=frozenset({"p", "si", "is"}),
    gaps=frozenset({"tab", "br", "cr"}),
    unread=frozenset({"moveFrom", "Fallback", "rPh"}),
)


def open_document(file: IO[bytes]) -> Iterator[str]:
    """Read ODT, ODP and ODS."""
    return _read(file, ODF, OPEN)


def office_open(file: IO[bytes]) -> Iterator[str]:
    """Read DOCX, PPTX and XLSX."""
    parts = re.compile("|".join(each.pattern for each in (DOCX, PPTX, XLSX)))
    return _read(file, parts, MICROSOFT)


def _read(file: IO[bytes], told: re.Pattern[str], dialect: Dialect) -> Iterator[str]:
    try:
        with zipfile.ZipFile(file) as archive:
            _check(archive)
            parts = [part for part in archive.infolist() if told.fullmatch(part.filename)]
            if not parts:
                raise Unreadable(Reason.DAMAGED)
            budget = Budget()
            for part in sorted(parts, key=_place):
                with archive.open(part) as stream:
                    yield from Reader(dialect).read(stream, budget)
    except expat.ExpatError as error:
        is_full = error.code == NO_MEMORY
        raise Unreadable(Reason.TOO_LARGE if is_full else Reason.DAMAGED) from error
    except (*BROKEN, KeyError, RuntimeError) as error:
        raise Unreadable(Reason.DAMAGED) from error


def _check(archive: zipfile.ZipFile) -> None:
    if any(part.flag_bits & 1 for part in archive.infolist()):
        raise Unreadable(Reason.ENCRYPTED)
    if MANIFEST in archive.namelist():
        with archive.open(MANIFEST) as stream:
            if b"encryption-data" in stream.read(MOST_UNPACKED // 100):
                raise Unreadable(Reason.ENCRYPTED)


def _place(part: zipfile.ZipInfo) -> tuple[bool, str, int]:
    """Order parts as they are leafed through: the main one first, slides by their numbers."""
    name, number = re.fullmatch(r"(.*?)(\d*)\.xml", part.filename, re.DOTALL).groups()  # type: ignore[union-attr]
    return not name.startswith(SPOKEN_FIRST), name, int(number[:9] or 0)


class Budget:
    """How much may still be unpacked of one file, whatever it says of its sizes."""

    def __init__(self) -> None:
        self._left = MOST_UNPACKED

    def spend(self, size: int) -> None:
        """Count bytes; `Unreadable` beyond the end."""
        self._left -= size
        if self._left < 0:
            raise Unreadable(Reason.TOO_LARGE)


class Reader:
    """Reads the text of one part, keeping no more of it than a piece."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._within = 0  # elements that hold text
        self._unread = 0  # elements of which nothing is read
        self._heard: list[str] = []
        self._length = 0

    def read(self, stream: IO[bytes], budget: Budget) -> Iterator[str]:
        """Give the text, piece by piece."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        given = 0
        while piece := stream.read(PIECE):
            budget.spend(len(piece))
            parser.Parse(piece, False)  # noqa: FBT003 - expat takes no names
            given += len(piece)
            if given - max(0, parser.CurrentByteIndex) > LONGEST_TAG:
                raise Unreadable(Reason.TOO_LARGE)
            if self._length >= PIECE:
                yield self._taken()
        parser.Parse(b"", True)  # noqa: FBT003
        yield self._taken()

    def _taken(self) -> str:
        heard, self._heard, self._length = "".join(self._heard), [], 0
        return heard

    def _start(self, name: str, _attributes: object) -> None:
        name = name.rpartition(" ")[2]
        self._within += name in self._dialect.texts
        self._unread += name in self._dialect.unread
        if name in self._dialect.gaps:
            self._hear(" ")

    def _end(self, name: str) -> None:
        name = name.rpartition(" ")[2]
        self._within -= name in self._dialect.texts
        self._unread -= name in self._dialect.unread
        if name in self._dialect.ends:
            self._hear("\n")

    def _text(self, text: str) -> None:
        if self._within:
            self._hear(text)

    def _hear(self, text: str) -> None:
        if not self._unread:
            self._heard.append(text)
            self._length += len(text)


def _refuse(*_declaration: object) -> None:
    """Refuse to read on: no office declares a document type, and entities need one."""
    raise Unreadable(Reason.DAMAGED)
