"""A document as an index takes it: every field filled in, its texts read into terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import blake2b
from itertools import chain
from typing import Any, NamedTuple

import orjson

from backend.written import key_in

from .analysis import ANALYSES, Analysis, analysis_of, language_of, well_formed
from .contract import Document, Key, Poisoned
from .fields import TEXTS, THOUSAND, named_in, text_in
from .pages import rank
from .sought import LONGEST_TITLE, Stored

WRITTEN = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME
LONGEST_OPENING = 200  # characters of a title
FIELDS = {language: {name: text_in(name, language) for name in TEXTS} for language in ANALYSES}


class Indexed(NamedTuple):
    """The fields of one document."""

    keywords: dict[str, list[str]]
    texts: dict[str, str]  # terms with spaces between them
    numbers: dict[str, int]
    titled: str  # the language, a space, and the beginning of the title
    stored: bytes  # JSON, given back with a hit

    @property
    def name(self) -> str:
        """The key, as it is written."""
        return self.keywords["key"][0]

    @property
    def key(self) -> Key:
        kind, _colon, row = self.name.rpartition(":")
        return Key(kind, key_in(row))


def indexed(document: Document) -> Indexed:
    """Read a document."""
    analysis, key = analysis_of(_language(document)), str(document.id)
    names = FIELDS[analysis.language]
    originals = {name: well_formed(getattr(document, name)) for name in TEXTS}
    read = {name: analysis.terms(text) for name, text in originals.items() if text}
    texts = {names[name]: terms.standing for name, terms in read.items()}
    if "title" in read:
        texts["spelled_title"] = read["title"].spelled
    texts["spelled"] = " ".join(
        [terms.spelled for name, terms in read.items() if name != "attachments"]
    )
    stored = {
        "kind": document.kind,
        "id": key,
        "language": analysis.language,
        "link": {name: well_formed(value) for name, value in document.link.items()},
        "texts": originals,
        "sum": sum_of(document),
    }
    return Indexed(
        _keywords(document, key, analysis),
        texts,
        _numbers(document),
        f"{analysis.language} {originals['title'][:LONGEST_TITLE]}",
        orjson.dumps(stored),
    )


def _language(document: Document) -> str:
    """Give the language of a document: as it is told, or as its words tell."""
    return document.language or language_of(
        f"{document.title} {document.summary} {document.body} {document.attachments}"
    )


def restored(stored: Mapping[str, Any]) -> Stored:
    """Read back what was stored."""
    return Stored(
        stored["kind"],
        key_in(stored["id"]),
        stored["language"],
        stored["texts"],
        stored["link"],
        stored["sum"],
    )


def sum_of(document: Document) -> str:
    """Tell one state of a document from every other, without reading its texts."""
    try:
        said = orjson.dumps(tuple(document), default=_plain, option=WRITTEN)
    except orjson.JSONEncodeError:  # halves of characters
        said = repr(document).encode("utf-8", "replace")
    return blake2b(said, digest_size=10).hexdigest()


def read_all(documents: Iterable[Document | Indexed]) -> list[Indexed]:
    """Read documents, all or, when some cannot be read, none: `Poisoned` says which."""
    read: list[Indexed] = []
    errors: dict[Key, Exception] = {}
    for document in documents:
        try:
            read.append(document if isinstance(document, Indexed) else indexed(document))
        except Exception as error:  # whatever is wrong with one, the others are sound
            errors[document.key] = error
    if errors:
        raise Poisoned(errors)
    return read


def _plain(part: Any) -> Any:
    """Give what is no plain value, each moment in one way, whatever its zone."""
    return part.timestamp() if isinstance(part, datetime) else dict(part)


def _keywords(document: Document, key: str, analysis: Analysis) -> dict[str, list[str]]:
    named = named_in(document)
    if not all(map(str.isascii, chain.from_iterable(named.values()))):
        named = {name: list(map(well_formed, values)) for name, values in named.items()}
    named["key"] = [f"{document.kind}:{key}"]
    named["audience"] = [document.audience]
    if document.owner:
        named["owner"] = [str(document.owner)]
    if document.title:
        named["opening"] = list(analysis.openings(well_formed(document.title[:LONGEST_OPENING])))
    return named


def _numbers(document: Document) -> dict[str, int]:
    by_date = rank(document.at, document.id)
    return {
        "rank": by_date,
        "active": rank(document.active, document.id) if document.active else by_date,
        "weight": round(document.weight * THOUSAND),
    }
