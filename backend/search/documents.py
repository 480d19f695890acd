"""How documents lie in tantivy: fields for looking up, and the original texts beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import tantivy
from tantivy import IndexWriter, PreTokenizedString, Schema, Searcher, Token
from tantivy import Query as Match

from .analysis import ANALYSES, Analysis, analysis_of, well_formed
from .contract import Document, Key, Position
from .highlights import FIELDS
from .pages import rank_of

SHAPE = "v2"  # of what is put in, and how: change it, and every index is built anew
POSITION = "position"  # the key of the document that tells the position


def field_in(name: str, language: str) -> str:
    """Name the index's field for a text in a language."""
    return f"{name}_{language}"


def _schema() -> Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("key", "kind", "audience", "owner", "filter"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for language in ANALYSES:
        for name in FIELDS:
            builder.add_text_field(field_in(name, language))  # read by our own analysis
    builder.add_unsigned_field("rank", fast=True)
    builder.add_bytes_field("stored", stored=True)
    return builder.build()


SCHEMA = _schema()


def put(writer: IndexWriter, document: Document) -> None:
    """Add a document; one of the same key is to be dropped before."""
    analysis = analysis_of(document.language)
    row = tantivy.Document()
    row.add_text("key", str(document.key))
    row.add_text("kind", document.kind)
    row.add_text("audience", document.audience)
    if document.owner:
        row.add_text("owner", str(document.owner))
    for name, values in document.filters.items():
        for value in values:
            row.add_text("filter", well_formed(f"{name}={value}"))
    row.add_unsigned("rank", rank_of(document))
    stored: dict[str, Any] = {
        "kind": document.kind,
        "id": str(document.id),
        "language": analysis.language,
        "link": {name: well_formed(value) for name, value in document.link.items()},
    }
    for name in FIELDS:
        stored[name] = well_formed(getattr(document, name))
        row.add_pre_tokenized_text(field_in(name, analysis.language), read(stored[name], analysis))
    row.add_bytes("stored", orjson.dumps(stored))
    writer.add_document(row)


def read(text: str, analysis: Analysis) -> PreTokenizedString:
    """Read a text into tokens; little words leave no gap, so that a phrase spans them."""
    tokens = [
        Token(term, place, 0)
        for place, word in enumerate(analysis.words(text))
        for term in word.terms
    ]
    return PreTokenizedString("", tokens)


def drop(writer: IndexWriter, key: Key) -> None:
    """Remove a document, if it is there."""
    writer.delete_documents_by_term("key", str(key))


def stored_in(searcher: Searcher, address: tantivy.DocAddress) -> Mapping[str, Any]:
    """Give back what was stored with a document."""
    found: Mapping[str, Any] = orjson.loads(searcher.doc(address)["stored"][0])
    return found


def put_position(writer: IndexWriter, position: Position) -> None:
    """Say how far the next commit is. This document has no audience: nobody finds it."""
    writer.delete_documents_by_term("key", POSITION)
    row = tantivy.Document()
    row.add_text("key", POSITION)
    row.add_unsigned("rank", 0)
    row.add_bytes("stored", orjson.dumps({"entry": position.entry, "stamp": position.stamp}))
    writer.add_document(row)


def position_in(searcher: Searcher) -> Position | None:
    """Read how far a commit is; None when it does not say, and so is not whole."""
    hits = searcher.search(Match.term_query(SCHEMA, "key", POSITION), 1).hits
    if not hits:
        return None
    return Position(**stored_in(searcher, hits[0][1]))
