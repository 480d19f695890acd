"""Related resources in the graph: what shares the words and topics of a resource."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from backend import audiences
from backend.graphql.batched import Batched, Columns, Parents, Wanted
from backend.graphql.context import Context
from backend.graphql.nodes import NODES, seen
from backend.search.contract import Key, Seeker
from backend.search.engines import engine
from backend.search.relating import MOST
from backend.search.searching import relate
from backend.statements import Reads
from schema.found import few, still_visible, type_of

USUAL = 5


class Related(Batched):
    """Asks the engine for all parents at once, then the database for what is still visible."""

    needs = ("id",)
    personal = True
    base = 200  # per resource: its words are looked up one by one

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def width(self, args: Mapping[str, Any]) -> int:
        first = args.get("first")
        return USUAL if first is None else int(first)

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Reads[Sequence[Any]]:
        first = few(args, usual=USUAL, most=MOST)
        seeker = Seeker(audiences.held_by(context.actor), context.actor.person)
        keys = [Key(self.kind, each) for each in parents.column("id")]
        found = relate(engine(), seeker, keys, first)
        near = sorted({each for some in found.values() for each in some})
        there = {each.id for each in still_visible(near, context)}
        model = NODES[type_of(self.kind)]._meta.model
        rows = yield from seen(model, context, there, plain(wanted))
        return [[rows[each.id] for each in found[key] if each.id in rows] for key in keys]


def plain(wanted: Wanted) -> Columns:
    """Give the columns of a type that is no abstract one."""
    return () if isinstance(wanted, Mapping) else wanted
