"""A request with files, by the GraphQL multipart request specification, read strictly.

https://github.com/jaydenseric/graphql-multipart-request-spec: the fields ``operations`` and
``map``, then the files; the map says for each file at which nulls of the variables it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import InputStreamExhausted, MultiPartParser, MultiPartParserError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from backend.files.uploads import Received

from .asking import Asked, Malformed, asked_in, read_json

FIELDS = ["operations", "map"]
TAIL = 300  # bytes that are sure to hold the last boundary
NO_PARTS = (MultiPartParserError, InputStreamExhausted, UnreadablePostError)
TOO_MUCH = (TooManyFilesSent, TooManyFieldsSent, RequestDataTooBig)

Files = Mapping[str, "UploadedFile[bytes]"]


class Parser(MultiPartParser):
    """Django's parser of the parts, which moreover minds their order."""

    def handle_file_complete(self, old_field_name: Any, counters: Any) -> None:
        if list(self._post) != FIELDS:  # type: ignore[attr-defined] # the stubs leave it out
            raise Malformed(_("Send “operations” first, then “map”, then the files."))
        super().handle_file_complete(old_field_name, counters)

    def sanitize_file_name(self, file_name: str) -> str | None:
        return super().sanitize_file_name(_worded(file_name))


class Watched:
    """A body as it is read, of which the end is remembered."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._tail = b""

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        piece = self._request.read(size)
        self._tail = (self._tail + piece)[-TAIL:]
        return piece

    def ends_with(self, boundary: str) -> bool:
        """Whether all parts were there: a body that was cut off lacks its last boundary."""
        return self._tail.rstrip(b"\r\n").endswith(f"--{boundary}--".encode())


def asked_in_parts(request: HttpRequest) -> Asked:
    """Read a request and its files from a multipart body."""
    fields, files = _parts(request)
    try:
        given, places = read_json(fields["operations"]), read_json(fields["map"])
        asked = asked_in(given)
        _place({"variables": given.get("variables")}, places, files)
    except BaseException:
        for file in files.values():
            file.close()
        raise
    return replace(asked, files=tuple(files.values()))


def _parts(request: HttpRequest) -> tuple[dict[str, bytes], Files]:
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.UPLOAD_LIMIT:
        reason = _("The request is larger than %(limit)d bytes.")
        raise Malformed(reason % {"limit": settings.UPLOAD_LIMIT}, 413, "LIMITED")
    body = Watched(request)
    try:
        # Latin 1 keeps the bytes as they are: whether they are UTF-8 is judged with the JSON.
        handlers, source = request.upload_handlers, cast("Any", body)
        fields, files = Parser(request.META, source, handlers, "latin-1").parse()
    except TOO_MUCH:
        raise Malformed(_("These are too many files, or too much beside them."), 400, "LIMITED")  # noqa: B904 - all is said
    except NO_PARTS:
        raise Malformed(_("This is not a multipart request.")) from None
    if not body.ends_with((request.content_params or {}).get("boundary", "")):
        raise Malformed(_("The request was cut off."))
    return _fields(fields), _once(files)


def _fields(fields: MultiValueDict[str, str]) -> dict[str, bytes]:
    if list(fields) != FIELDS or any(len(fields.getlist(name)) > 1 for name in FIELDS):
        raise Malformed(_("Send “operations” first, then “map”, then the files."))
    return {name: str(fields[name]).encode("latin-1") for name in FIELDS}


def _once(files: MultiValueDict[str, UploadedFile[bytes]]) -> Files:
    if any(len(files.getlist(name)) > 1 for name in files):
        raise Malformed(_("Two files came under one name."))
    return {_worded(name): file for name in files for file in files.getlist(name)}


def _worded(name: str) -> str:
    """Read as UTF-8 what was read byte by byte."""
    try:
        return name.encode("latin-1").decode(errors="replace")
    except UnicodeEncodeError:  # `filename*` names its encoding
        return name


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
