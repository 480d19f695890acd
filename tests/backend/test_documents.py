"""Documents: how much of what was read is kept."""

from __future__ import annotations

import tracemalloc
from dataclasses import dataclass

import graphene
import pytest

from backend.graphql.batched import Batched
from backend.graphql.documents import Documents
from backend.graphql.limits import Limits
from backend.kept import Kept


class Nothing(Batched):
    """Resolves to nothing."""

    def batch(self, parents, args, context, wanted):
        return [None for _parent in parents.values]


class Branch(graphene.ObjectType):
    """A thing with things of its own kind below."""

    name = graphene.String(resolver=Nothing())
    left = graphene.Field(lambda: Branch, resolver=Nothing())


class Query(graphene.ObjectType):
    """Where to begin."""

    tree = graphene.Field(Branch, resolver=Nothing())


@pytest.fixture
def documents() -> Documents:
    """Give documents of a small graph, none of them read yet."""
    return Documents(graphene.Schema(query=Query).graphql_schema, limits=Limits(aliases=2_000))


def many_names(mark: int, times: int = 1000) -> str:
    """Write a document as long as it is dull, unlike any with another mark."""
    return "{" + " ".join(f"z{mark}_{n}:__typename" for n in range(times)) + "}"


def test_documents_are_weighed_at_what_they_take(documents):
    text = many_names(1)
    documents.prepare("{__typename}")  # what is made once, whatever is asked

    tracemalloc.start()
    before, _peak = tracemalloc.get_traced_memory()
    documents.prepare(text)
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()

    assert 0.8 * taken < documents.weight < 2.5 * taken


def test_however_many_documents_are_sent_no_more_is_kept_than_a_bound(documents):
    documents.prepare(many_names(0, 400))
    few = Documents(documents.schema, 3 * documents.weight, documents.limits)

    for mark in range(1, 13):
        few.prepare(many_names(mark, 400))

    assert documents.weight < few.weight <= 2 * 3 * documents.weight


@dataclass(frozen=True)
class Stone:
    """Something heavy."""

    weight: int


def test_the_least_recently_used_are_forgotten_until_the_rest_is_light_enough():
    kept: Kept[Stone] = Kept(10)
    made: list[str] = []

    def get(name: str, weight: int) -> None:
        kept.get(name, lambda: made.append(name) or Stone(weight))

    get("a", 4)
    get("b", 4)
    get("a", 4)
    get("c", 5)  # b is forgotten, a was used since
    get("a", 4)
    get("d", 11)  # more than all may weigh: nothing stays

    assert made == ["a", "b", "c", "d"]
    assert (len(kept), kept.weight) == (0, 0)


def test_what_is_made_twice_at_once_is_weighed_once():
    kept: Kept[Stone] = Kept(10)

    kept.get("a", lambda: kept.get("a", lambda: Stone(4)) and Stone(6))

    assert (len(kept), kept.weight) == (1, 6)
