"""How documents lie in tantivy: fields for looking up, and the original texts beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import tantivy
from tantivy import IndexWriter, Schema, Searcher
from tantivy import Query as Match

from backend.search.contract import Position
from backend.search.fields import FACETS, KEYWORDS, NUMBERS, SPELLED, facet, texts
from backend.search.indexed import Indexed

SHAPE = "v10"  # of what is put in, and how: change it, and every index is built anew
POSITION = "position"  # the key of the document that tells the position


def _schema() -> Schema:
    builder = tantivy.SchemaBuilder()
    for name in KEYWORDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        builder.add_text_field(facet(name), fast=True, tokenizer_name="raw", index_option="basic")
    for name in texts():
        builder.add_text_field(name, tokenizer_name="whitespace")
    for name in SPELLED:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in NUMBERS:
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_bytes_field("stored", stored=True)
    return builder.build()


SCHEMA = _schema()


def put(writer: IndexWriter, fields: Indexed) -> None:
    """Add a document; one of the same key is to be dropped before."""
    row = tantivy.Document()
    for name, values in fields.keywords.items():
        for value in values:
            row.add_text(name, value)
    for name, text in fields.texts.items():
        row.add_text(name, text)
    for name, number in fields.numbers.items():
        row.add_unsigned(name, number)
    row.add_bytes("stored", fields.stored)
    writer.add_document(row)


def drop(writer: IndexWriter, key: str) -> None:
    """Remove a document, if it is there."""
    writer.delete_documents_by_term("key", key)


def stored_in(searcher: Searcher, address: tantivy.DocAddress) -> Mapping[str, Any]:
    """Give back what was stored with a document."""
    found: Mapping[str, Any] = orjson.loads(searcher.doc(address)["stored"][0])
    return found


def put_position(writer: IndexWriter, position: Position) -> None:
    """Say how far the next commit is. This document has no audience: nobody finds it."""
    writer.delete_documents_by_term("key", POSITION)
    row = tantivy.Document()
    row.add_text("key", POSITION)
    row.add_bytes("stored", orjson.dumps({"entry": position.entry, "stamp": position.stamp}))
    writer.add_document(row)


def position_in(searcher: Searcher) -> Position | None:
    """Read how far a commit is; None when it does not say, and so is not whole."""
    hits = searcher.search(Match.term_query(SCHEMA, "key", POSITION), 1).hits
    if not hits:
        return None
    return Position(**stored_in(searcher, hits[0][1]))
