"""How documents lie in Elasticsearch: terms that we have read ourselves, and the originals beside.

A text is its words' first terms, joined by spaces; ``…_alt`` beside it holds the second terms of
words that have two. So both engines look up the very same terms, and phrases go by the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from backend.search.analysis import ANALYSES, Analysis, analysis_of, well_formed
from backend.search.contract import Document
from backend.search.highlights import FIELDS
from backend.search.pages import rank_of

SHAPE = "v3"  # of what is put in, and how: change it, and every index is built anew
POSITION = "position"  # the id of the document that tells the position
LONGEST_TERM = 120  # characters: within what the whitespace tokenizer takes for one word
SIGN = 1 << 63  # what parts our unsigned ranks from the signed numbers of Elasticsearch
HELD = 500  # milliseconds until what is written is found


def field_in(name: str, language: str) -> str:
    """Name the index's field for a text in a language."""
    return f"{name}_{language}"


def others(field: str) -> str:
    """Name the field of the second terms beside a field."""
    return f"{field}_alt"


def term_of(term: str) -> str:
    """Write a term so that it stays one word: some letters unfold to several."""
    return "\u00a0".join(term.split())[:LONGEST_TERM]


def _text(index_options: str) -> dict[str, Any]:
    return {"type": "text", "analyzer": "whitespace", "index_options": index_options}


def _properties() -> dict[str, Any]:
    keyword: dict[str, Any] = {"type": "keyword"}
    known = {name: keyword for name in ("kind", "audience", "owner", "filter")}
    known["rank"] = {"type": "long", "index": False}
    known["stored"] = {"type": "object", "enabled": False}
    for language in ANALYSES:
        for name in FIELDS:
            field = field_in(name, language)
            known[field] = _text("positions")
            known[others(field)] = _text("freqs")
    return known


MAPPINGS: dict[str, Any] = {
    "dynamic": "strict",
    "_source": {"includes": ["stored"]},
    "properties": _properties(),
}
SETTINGS: dict[str, Any] = {
    "number_of_shards": 1,  # so that scores are of all documents
    "auto_expand_replicas": "0-1",
    "refresh_interval": f"{HELD}ms",
}


def row_of(document: Document) -> dict[str, Any]:
    """Give a document as it lies in the index."""
    analysis = analysis_of(document.language)
    stored: dict[str, Any] = {
        "kind": document.kind,
        "id": str(document.id),
        "language": analysis.language,
        "link": {name: well_formed(value) for name, value in document.link.items()},
    }
    row: dict[str, Any] = {
        "kind": document.kind,
        "audience": document.audience,
        "owner": str(document.owner) if document.owner else None,
        "filter": list(_values(document.filters)),
        "rank": rank_of(document) - SIGN,
        "stored": stored,
    }
    for name in FIELDS:
        stored[name] = well_formed(getattr(document, name))
        row |= _read(field_in(name, analysis.language), stored[name], analysis)
    return row


def _values(filters: Mapping[str, tuple[str, ...]]) -> Iterable[str]:
    for name, values in filters.items():
        for value in values:
            yield well_formed(f"{name}={value}")


def _read(field: str, text: str, analysis: Analysis) -> dict[str, str]:
    firsts: list[str] = []
    seconds: list[str] = []
    for word in analysis.words(text):
        first, *rest = map(term_of, word.terms)
        firsts.append(first)
        seconds += rest
    read = {field: " ".join(firsts), others(field): " ".join(seconds)}
    return {name: words for name, words in read.items() if words}
