"""A request with files, by the GraphQL multipart request specification, read strictly.

https://github.com/jaydenseric/graphql-multipart-request-spec: the fields ``operations`` and
``map``, then the files; the map says for each file at which nulls of the variables it stands.
What the parts of a body are is not judged here, nor mended: `multipart` refuses what is odd.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, UnreadablePostError
from django.utils.translation import gettext_lazy as _
from multipart import MultipartError, MultipartSegment, ParserLimitReached, PushMultipartParser

from backend.files.uploads import Received

from .asking import Asked, Malformed, asked_in, read_json

FIELDS = ["operations", "map"]
PIECE = 65_536  # bytes that are read at once
TAIL = 300  # bytes that are sure to hold the last boundary
BOUNDARY = re.compile(r"[!-~](?:[ -~]{0,198}[!-~])?")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
HEADER = 2_000  # bytes of one header of a part
AS_IT_IS = ("7bit", "8bit", "binary")  # the encodings that change nothing; RFC 7578 has no other

Files = dict[str, "UploadedFile[bytes]"]


class Parts:
    """The parts of one body, kept as they come: fields in memory, large files on disk.

    Files on disk have no name there: they are gone with their process, however it ends.
    """

    def __init__(self) -> None:
        self.fields: dict[str, bytearray] = {}
        self.files: Files = {}
        self._opened = ExitStack()
        self._part: bytearray | IO[bytes] = bytearray()

    def read(self, request: HttpRequest) -> None:
        """Read them all, or raise."""
        boundary = (request.content_params or {}).get("boundary", "")
        if not BOUNDARY.fullmatch(boundary):
            raise _no_parts()
        parser = PushMultipartParser(
            boundary,
            max_header_size=HEADER,
            max_segment_count=len(FIELDS) + settings.DATA_UPLOAD_MAX_NUMBER_FILES,
            strict=True,
        )
        last = b""
        with parser:
            for last in _pieces(request):
                for happened in parser.parse(last):
                    self._take(happened)
        if not last.rstrip(b"\r\n").endswith(f"--{boundary}--".encode()):
            raise _cut_off()
        for file in self.files.values():
            file.size = file.tell()
            file.seek(0)

    def close(self) -> None:
        """Let go of the files."""
        self._opened.close()

    def _take(self, happened: MultipartSegment | bytes | None) -> None:
        if isinstance(happened, MultipartSegment):
            _check(happened)
            self._begin(happened.name or "", happened.filename)
        elif happened is None:
            self._part = bytearray()
        elif isinstance(self._part, bytearray):
            self._part += happened
            if sum(map(len, self.fields.values())) > settings.BODY_LIMIT:
                raise _too_large(settings.BODY_LIMIT)
        else:
            self._part.write(happened)

    def _begin(self, name: str, file_name: str | None) -> None:
        """Begin a part: the fields in their order, then the files."""
        is_due = list(self.fields) == FIELDS if file_name else name == self._due()
        if not is_due:
            raise Malformed(_("Send “operations” first, then “map”, then the files."))
        if not file_name:
            self._part = self.fields[name] = bytearray()
            return
        if name in self.files:
            raise Malformed(_("Two files came under one name."))
        file = SpooledTemporaryFile(settings.FILE_UPLOAD_MAX_MEMORY_SIZE)  # noqa: SIM115 - closed together
        self._part = self._opened.enter_context(file)
        self.files[name] = UploadedFile(self._part, file_name)

    def _due(self) -> str | None:
        return next((name for name in FIELDS if name not in self.fields), None)


def asked_in_parts(request: HttpRequest) -> Asked:
    """Read a request and its files from a multipart body."""
    if _length_of(request) > settings.UPLOAD_LIMIT:
        raise _too_large(settings.UPLOAD_LIMIT)
    parts = Parts()
    try:
        asked = _asked_in(request, parts)
    except BaseException:
        parts.close()
        raise
    return replace(asked, files=tuple(parts.files.values()))


def _asked_in(request: HttpRequest, parts: Parts) -> Asked:
    try:
        parts.read(request)
    except ParserLimitReached:
        raise Malformed(_("These are too many files, or too much beside them."), 400, "LIMITED")  # noqa: B904 - all is said
    except (MultipartError, UnreadablePostError):
        raise _no_parts() from None
    if list(parts.fields) != FIELDS:
        raise Malformed(_("Send “operations” first, then “map”, then the files."))
    given, places = (read_json(bytes(parts.fields[name])) for name in FIELDS)
    asked = asked_in(given)
    _place({"variables": given.get("variables")}, places, parts.files)
    return asked


def _length_of(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def _pieces(request: HttpRequest) -> Iterator[bytes]:
    """Read a body piece by piece, of which the last one holds the last boundary whole."""
    held = b""
    while piece := request.read(PIECE):
        if held and len(piece) >= TAIL:
            yield held
            held = b""
        held += piece
    yield held


def _check(part: MultipartSegment) -> None:
    """Refuse a part that says something twice, or that is not what stands there."""
    named = dict(part.headerlist)
    encoding = named.get("Content-Transfer-Encoding", "binary").strip().lower()
    is_nested = (part.content_type or "").startswith("multipart/")
    is_odd = len(named) < len(part.headerlist) or any(map(CONTROL.search, named.values()))
    if is_odd or is_nested or encoding not in AS_IT_IS:
        raise _no_parts()


def _no_parts() -> Malformed:
    return Malformed(_("This is not a multipart request."))


def _cut_off() -> Malformed:
    return Malformed(_("The request was cut off."))


def _too_large(limit: int) -> Malformed:
    reason = _("The request is larger than %(limit)d bytes.") % {"limit": limit}
    return Malformed(reason, 413, "LIMITED")


def _place(operation: dict[str, Any], places: object, files: Files) -> None:
    """Put each file where the map says."""
    if not isinstance(places, dict) or places.keys() != files.keys():
        raise Malformed(_("“map” must name each file that is sent, and no other."))
    for name, paths in places.items():
        if not isinstance(paths, list) or not paths:
            raise Malformed(_("“map” must say for each file at which variables it stands."))
        received = Received(files[name])
        for path in paths:
            _put(operation, path, received)


def _put(operation: dict[str, Any], path: object, received: Received) -> None:
    *way, last = path.split(".") if isinstance(path, str) else [""]
    around: Any = operation
    for step in way:
        around = _within(around, step)
    if not way or way[0] != "variables" or _within(around, last) is not None:
        raise _astray()
    around[int(last) if isinstance(around, list) else last] = received


def _within(around: Any, step: str) -> Any:
    """Go one step down."""
    if isinstance(around, dict) and step in around:
        return around[step]
    if isinstance(around, list) and step.isascii() and step.isdigit() and len(step) < 5:
        place = int(step)
        if place < len(around):
            return around[place]
    raise _astray()


def _astray() -> Malformed:
    return Malformed(_("“map” must lead to a null among the variables."))
