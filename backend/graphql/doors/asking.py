"""What is asked: a document, the operation in it, its variables; or why it cannot be read.

Every door reads the same request from its own envelope, and refuses the same: what is not an
object, what names one thing twice, what has the wrong type.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.core.files import File
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from backend.rules import Reason

NAMES = ("query", "documentId", "operationName", "variables", "extensions")
HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
# As the appendix of GraphQL over HTTP has it: a hash of the text, or a name of anybody's making.
DOCUMENT_ID = re.compile(
    r"sha256:[0-9a-f]{64}|x-[A-Za-z0-9._~-]{1,60}:[A-Za-z0-9._~-]{1,200}|[A-Za-z0-9._~-]{1,200}",
    re.ASCII,
)
BY_HASH = "sha256:"
NO_DOCUMENT = _("“query” must be a GraphQL document, as a string.")
KINDS: tuple[tuple[str, type, Reason], ...] = (
    ("variables", dict, _("“variables” must be an object.")),
    ("extensions", dict, _("“extensions” must be an object.")),
    ("operationName", str, _("“operationName” must be a string.")),
    ("query", str, NO_DOCUMENT),
)


class Malformed(Exception):
    """Something that is not a GraphQL request at all."""

    def __init__(self, reason: Reason, status: int = 400, code: str = "INVALID") -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.code = code


@dataclass(frozen=True)
class Asked:
    """One GraphQL request."""

    text: str | None  # of the document; none where it is named alone
    operation_name: str | None
    variables: dict[str, Any] | None
    named: str | None = None  # the document's name: `sha256:…`, or any other
    files: tuple[File[bytes], ...] = ()  # among the variables

    def close(self) -> None:
        """Let go of the files."""
        for file in self.files:
            file.close()


def asked_in_body(body: bytes) -> Asked:
    """Read a request from the JSON of a POST."""
    return asked_in(read_json(body))


def asked_in_url(parameters: QueryDict) -> Asked:
    """Read a request from the parameters of a GET."""
    if twice := [name for name in NAMES if len(parameters.getlist(name)) > 1]:
        raise Malformed(_("“%(name)s” is given twice.") % {"name": twice[0]})
    given: dict[str, Any] = {name: parameters[name] for name in NAMES if parameters.get(name)}
    for name in ("variables", "extensions"):
        if name in given:
            given[name] = read_json(given[name].encode(errors="surrogatepass"))
    return asked_in(given)


def asked_in(given: object) -> Asked:
    """Read a request from an object."""
    if isinstance(given, list):
        raise Malformed(_("Send one operation at a time: batches are not taken."))
    if not isinstance(given, dict):
        raise Malformed(_("A request is a JSON object."))
    for name, kind, reason in KINDS:
        if given.get(name) is not None and not isinstance(given[name], kind):
            raise Malformed(reason)
    text, named = given.get("query"), _name(given)
    if text is None and named is None:
        raise Malformed(NO_DOCUMENT)
    return Asked(text, given.get("operationName") or None, given.get("variables"), named)


def _name(given: Mapping[str, Any]) -> str | None:
    """Give the name of the document: by the specification's appendix, or as Apollo has it."""
    extension = (given.get("extensions") or {}).get("persistedQuery")
    named = given.get("documentId")
    if named is None:
        return None if extension is None else _hashed(extension)
    if not isinstance(named, str) or not DOCUMENT_ID.fullmatch(named):
        raise Malformed(_("“documentId” must be a name, or `sha256:` and a hash."))
    if extension is not None or (given.get("query") and not named.startswith(BY_HASH)):
        raise Malformed(_("Name the document in one way, or send it."))
    return named


def _hashed(extension: object) -> str:
    if isinstance(extension, dict) and extension.get("version") == 1:
        digest = extension.get("sha256Hash")
        if isinstance(digest, str) and HASH.fullmatch(digest):
            return BY_HASH + digest
    raise Malformed(_("“persistedQuery” must have version 1, and a sha256Hash in small letters."))


def read_json(text: bytes | str) -> Any:
    """Read JSON strictly: UTF-8, no name twice in an object, no half characters, no NaN."""
    try:
        orjson.loads(text)  # refuses all of these but a repeated name
        return json.loads(text, object_pairs_hook=_once)
    except RecursionError:
        raise Malformed(_("The JSON is nested too deeply.")) from None
    except ValueError:
        raise Malformed(_("This is not JSON in UTF-8.")) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Malformed(_("The JSON names something twice in one object."))
    return found
