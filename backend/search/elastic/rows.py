"""How documents lie in Elasticsearch: terms that we have read ourselves, and the originals beside.

The terms of a text are joined by spaces, which is where Elasticsearch cuts it again: so each
engine looks up the very same terms.
"""

from __future__ import annotations

from typing import Any

import orjson

from backend.search.contract import Position
from backend.search.fields import FACETS, KEYWORDS, NUMBERS, SPELLED, facet, texts
from backend.search.indexed import Indexed
from backend.search.sought import Titled
from backend.written import key_in

SHAPE = "v10"  # of what is put in, and how: change it, and every index is built anew
ADDRESS = "key"  # by which a document is fetched: its id as well
SHOWN = "shown"  # the language and the title: a column, so that it comes along with hits
POSITION = "position"  # the id of the document that tells the position; it has no audience


def _text(index_options: str, *, norms: bool) -> dict[str, Any]:
    told = {"type": "text", "analyzer": "whitespace", "index_options": index_options}
    return {**told, "norms": norms}


def _properties() -> dict[str, Any]:
    return {
        **{name: {"type": "keyword", "doc_values": name == ADDRESS} for name in KEYWORDS},
        **{facet(name): {"type": "keyword"} for name in FACETS},
        **{name: _text("positions", norms=True) for name in texts()},
        **{name: _text("docs", norms=False) for name in SPELLED},
        **{name: {"type": "long"} for name in NUMBERS},
        SHOWN: {"type": "keyword", "index": False},
        "stored": {"type": "object", "enabled": False},
    }


MAPPINGS: dict[str, Any] = {
    "dynamic": "strict",
    "_source": {"includes": ["stored"]},
    "properties": _properties(),
}
SETTINGS: dict[str, Any] = {
    "number_of_shards": 1,  # so that words are counted over all documents
    "auto_expand_replicas": "0-1",
}
BUILDING = {"refresh_interval": "-1"}  # else each half second leaves a small part to be merged
ANSWERING = {"refresh_interval": "500ms"}  # until what is written is found


def position_row(position: Position) -> dict[str, Any]:
    """Give the document that tells the position: in its key too, as answers bring keys along.

    It has no audience, so nobody finds it, and no rank, so it can come before all that has one.
    """
    told = {"entry": position.entry, "stamp": position.stamp}
    return {ADDRESS: f"{POSITION} {position.entry} {position.stamp}", "stored": told}


def position_in(key: str) -> Position | None:
    """Read a position in a key; None when it is another document's."""
    name, *told = key.split(" ")
    return Position(int(told[0]), told[1]) if name == POSITION else None


def row_of(fields: Indexed) -> dict[str, Any]:
    """Give a document as it lies in the index."""
    own = {SHOWN: fields.titled, "stored": orjson.Fragment(fields.stored)}
    return {**fields.keywords, **fields.texts, **fields.numbers, **own}


def titled_in(key: str, shown: str) -> Titled:
    """Read the columns that name a document."""
    kind, _colon, row = key.rpartition(":")
    language, _space, title = shown.partition(" ")
    return Titled(kind, key_in(row), language, title)
