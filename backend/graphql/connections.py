"""Relay's connections: their types, and the pages that they show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar, Protocol

import graphene

from .batched import Batched, Parents, Wanted
from .columns import Bound, Plain
from .context import Context


class Source(Protocol):
    """Where pages come from: what is not on them is asked for only when somebody wants it."""

    def counts(self) -> Mapping[Any, int]:
        """Give the number of rows in each whole list, by the key of the list."""

    def beginnings(self) -> Mapping[Any, bool]:
        """Say whether anything comes before each page, by the key of the list."""

    def ends(self) -> Mapping[Any, bool]:
        """Say whether anything comes after each page, by the key of the list."""


@dataclass(frozen=True)
class Page:
    """One page of one list: rows in order, and how to name their places."""

    rows: Sequence[Any]
    source: Source
    key: Any = None  # which of the source's lists this is a page of
    cursor: Callable[[Any], str] = field(default=str)


class PageInfo(Bound):
    """Where a page stands in its list."""

    has_next_page = Plain(
        graphene.Boolean, "has_next", required=True, description="Whether more comes after it."
    )
    has_previous_page = Plain(
        graphene.Boolean,
        "has_previous",
        required=True,
        description="Whether something comes before it.",
    )
    start_cursor = Plain(graphene.String, description="The cursor of its first item.")
    end_cursor = Plain(graphene.String, description="The cursor of its last item.")


@dataclass(frozen=True)
class Info:
    """What `PageInfo` shows of a page."""

    page: Page

    @property
    def has_next(self) -> bool:
        return self.page.source.ends().get(self.page.key, False)

    @property
    def has_previous(self) -> bool:
        return self.page.source.beginnings().get(self.page.key, False)

    @property
    def start_cursor(self) -> str | None:
        return self.page.cursor(self.page.rows[0]) if self.page.rows else None

    @property
    def end_cursor(self) -> str | None:
        return self.page.cursor(self.page.rows[-1]) if self.page.rows else None


class Part(Batched):
    """A part of a page: its rows keep the columns that were loaded for it."""

    shares: ClassVar[bool] = True

    def __init__(self, part: Callable[[Any], Any]) -> None:
        self.part = part

    def batch(
        self, parents: Parents, args: Mapping[str, Any], context: Context, wanted: Wanted
    ) -> Sequence[Any]:
        return [self.part(value) for value in parents.values]


class Leaf(Part):
    """A part of a page that is no row."""

    shares: ClassVar[bool] = False


@cache
def connection_of(kind: Any) -> Any:
    """Make the connection type of a node type (or of any other object type), once."""
    return connection_with(kind, {})


def connection_with(kind: Any, more: Mapping[str, graphene.Field]) -> Any:
    """Make the connection type of a type, with more fields than every connection has."""
    name = kind._meta.name
    edge = type(
        f"{name}Edge",
        (Bound,),
        {
            "__doc__": f"A {name} at its place in a list.",
            "node": graphene.Field(
                kind,
                required=True,
                resolver=Part(lambda edge: edge[0]),
                description="What is there.",
            ),
            "cursor": graphene.Field(
                graphene.String,
                required=True,
                resolver=Leaf(lambda edge: edge[1].cursor(edge[0])),
                description="The name of this place, for `after` and `before`.",
            ),
        },
    )
    many = graphene.List(graphene.NonNull(edge))
    return type(
        f"{name}Connection",
        (Bound,),
        {
            "__doc__": f"A page of a list of {name}.",
            "edges": graphene.Field(
                graphene.NonNull(many),
                resolver=Part(lambda page: [(row, page) for row in page.rows]),
                description="The items of this page, each with its cursor.",
            ),
            "nodes": graphene.Field(
                graphene.List(graphene.NonNull(kind)),
                required=True,
                resolver=Part(lambda page: list(page.rows)),
                description="The items of this page.",
            ),
            "page_info": graphene.Field(
                PageInfo,
                required=True,
                resolver=Leaf(Info),
                description="Where this page stands in its list.",
            ),
            "total_count": graphene.Field(
                graphene.Int,
                required=True,
                resolver=Leaf(lambda page: page.source.counts().get(page.key, 0)),
                description="How many there are in the whole list; counted only when asked for.",
            ),
            **more,
        },
    )


RELAY_ARGUMENTS = {
    "first": (graphene.Int, "At most so many from the beginning, 100 at most."),
    "after": (graphene.String, "Only what comes after this cursor."),
    "last": (graphene.Int, "At most so many from the end, 100 at most."),
    "before": (graphene.String, "Only what comes before this cursor."),
}


def relay_arguments() -> dict[str, graphene.Argument]:
    """Make the arguments that every connection takes."""
    return {
        name: graphene.Argument(kind, description=description)
        for name, (kind, description) in RELAY_ARGUMENTS.items()
    }
