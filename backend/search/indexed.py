"""A document as an index takes it: every field filled in, its texts read into terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

from .analysis import analysis_of, well_formed
from .contract import Document, Key, Poisoned, Stored
from .fields import TEXTS, THOUSAND, conditions_of, facet, facets_of, text_in
from .pages import rank

LONGEST_OPENING = 200  # characters of a title


@dataclass(frozen=True, slots=True)
class Indexed:
    """The fields of one document."""

    keywords: dict[str, list[str]]
    texts: dict[str, str]  # terms with spaces between them
    numbers: dict[str, int]
    stored: dict[str, Any]  # plain data, given back with a hit


def indexed(document: Document) -> Indexed:
    """Read a document."""
    analysis = analysis_of(document.language)
    originals = {name: well_formed(getattr(document, name)) for name in TEXTS}
    read = {name: analysis.terms(text) for name, text in originals.items() if text}
    texts = {text_in(name, analysis.language): terms.standing for name, terms in read.items()}
    if "title" in read:
        texts["spelled_title"] = read["title"].spelled
    texts["spelled"] = " ".join(
        terms.spelled for name, terms in read.items() if name != "attachments"
    )
    stored = {
        "kind": document.kind,
        "id": str(document.id),
        "language": analysis.language,
        "link": {name: well_formed(value) for name, value in document.link.items()},
        "texts": originals,
        "sum": sum_of(document),
    }
    return Indexed(_keywords(document), texts, _numbers(document), stored)


def restored(stored: Mapping[str, Any]) -> Stored:
    """Read back what was stored."""
    return Stored(
        stored["kind"],
        UUID(stored["id"]),
        stored["language"],
        stored["texts"],
        stored["link"],
        stored["sum"],
    )


def sum_of(document: Document) -> str:
    """Tell one state of a document from every other, without reading its texts."""
    parts = (getattr(document, each.name) for each in fields(document))
    said = (sorted(part.items()) if isinstance(part, Mapping) else part for part in parts)
    plain = "\0".join(map(_said, said)).encode("utf-8", "replace")
    return blake2b(plain, digest_size=10).hexdigest()


def read_all(documents: Iterable[Document]) -> list[tuple[Key, Indexed]]:
    """Read documents, all or, when some cannot be read, none: `Poisoned` says which."""
    read: list[tuple[Key, Indexed]] = []
    errors: dict[Key, Exception] = {}
    for document in documents:
        try:
            read.append((document.key, indexed(document)))
        except Exception as error:  # whatever is wrong with one, the others are sound
            errors[document.key] = error
    if errors:
        raise Poisoned(errors)
    return read


def _said(part: Any) -> str:
    return part.astimezone(UTC).isoformat() if isinstance(part, datetime) else repr(part)


def _keywords(document: Document) -> dict[str, list[str]]:
    counted = facets_of(document).items()
    openings = analysis_of(document.language).openings(
        well_formed(document.title[:LONGEST_OPENING])
    )
    return {
        "key": [str(document.key)],
        "kind": [document.kind],
        "audience": [document.audience],
        "owner": [str(document.owner)] if document.owner else [],
        "filter": [well_formed(each) for each in conditions_of(document)],
        "opening": list(openings),
        **{facet(name): [well_formed(value) for value in values] for name, values in counted},
    }


def _numbers(document: Document) -> dict[str, int]:
    return {
        "rank": rank(document.at, document.id),
        "active": rank(document.active or document.at, document.id),
        "weight": round(document.weight * THOUSAND),
    }
