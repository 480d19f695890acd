"""Execution, where our own graph gives no occasion: mutations that break."""

from __future__ import annotations

import graphene
import pytest

from backend.graphql.batched import Batched
from backend.graphql.context import Context
from backend.graphql.documents import Documents
from backend.statements import NO_ROWS


class Ring(Batched):
    """Notes that it was asked, and breaks when it is to."""

    def __init__(self, name: str, rung: list[str]) -> None:
        self.name = name
        self.rung = rung

    def batch(self, parents, args, context, wanted):
        self.rung.append(self.name)
        if args.get("breaks"):
            raise ZeroDivisionError
        return [True for _parent in parents.values]


def bells(rung: list[str], *, required: bool) -> Documents:
    """Make a graph of two bells."""
    fields = {
        name: graphene.Field(
            graphene.Boolean,
            breaks=graphene.Boolean(),
            required=required,
            resolver=Ring(name, rung),
        )
        for name in ("first", "second")
    }
    mutation = type("Mutation", (graphene.ObjectType,), fields)
    query = type("Query", (graphene.ObjectType,), {"quiet": graphene.Boolean()})
    return Documents(graphene.Schema(query=query, mutation=mutation).graphql_schema)


def test_after_a_mutation_that_leaves_nothing_none_is_performed():
    rung: list[str] = []

    result = (
        bells(rung, required=True)
        .prepare("mutation { first(breaks: true) second }")
        .execute(Context())
    )

    assert result.data is None
    assert [error.path for error in result.errors or []] == [["first"]]
    assert rung == ["first"]


def test_after_a_mutation_that_leaves_a_null_the_next_is_performed():
    rung: list[str] = []

    result = (
        bells(rung, required=False)
        .prepare("mutation { first(breaks: true) second }")
        .execute(Context())
    )

    assert result.data == {"first": None, "second": True}
    assert rung == ["first", "second"]


class Reader(Batched):
    """Notes when it says what it reads, and when it is given that."""

    def __init__(self, name: str, told: list[str]) -> None:
        self.name = name
        self.told = told

    def batch(self, parents, args, context, wanted):
        self.told.append(f"{self.name} wants")
        yield NO_ROWS
        self.told.append(f"{self.name} has")
        return [True for _parent in parents.values]


@pytest.mark.parametrize(
    ("kind", "order"),
    [
        ("query", ["first wants", "second wants", "first has", "second has"]),
        ("mutation", ["first wants", "first has", "second wants", "second has"]),
    ],
)
def test_what_a_query_reads_is_read_at_once_and_mutations_go_one_by_one(kind, order):
    told: list[str] = []
    thing = type("Thing", (graphene.ObjectType,), {"here": graphene.Boolean()})
    fields = {n: graphene.Field(thing, resolver=Reader(n, told)) for n in ("first", "second")}
    query, mutation = (type(name, (graphene.ObjectType,), fields) for name in ("Query", "Mutation"))
    documents = Documents(graphene.Schema(query=query, mutation=mutation).graphql_schema)

    documents.prepare(f"{kind} {{ first {{ __typename }} second {{ __typename }} }}").execute(
        Context()
    )

    assert told == order
