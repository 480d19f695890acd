"""Documents: what is refused before any work is done on it, and how much of the rest is kept."""

from __future__ import annotations

import tracemalloc
from dataclasses import dataclass

import graphene
import pytest

from backend.graphql.batched import Batched
from backend.graphql.documents import LONGEST, Documents, Rejected
from backend.graphql.kept import Kept


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
    return Documents(graphene.Schema(query=Query).graphql_schema)


def many_names(mark: int, times: int = 1600) -> str:
    """Write a document as long as it is dull, unlike any with another mark."""
    return "{" + " ".join(f"z{mark}_{n}:__typename" for n in range(times)) + "}"


def refused(documents: Documents, text: str) -> tuple[str, str]:
    with pytest.raises(Rejected) as rejected:
        documents.prepare(text)
    (error,) = rejected.value.errors
    return (error.extensions or {}).get("code", ""), error.message


def test_a_text_that_is_too_long_is_not_even_read(documents):
    text = "{ not GraphQL " + "x" * LONGEST

    assert refused(documents, text) == (
        "LIMITED",
        "A document has at most 50000 characters. Send values as variables.",
    )


def test_a_text_of_the_longest_length_is_read(documents):
    text = "{__typename}"

    assert documents.prepare(text + " " * (LONGEST - len(text))).kind == "query"


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
    few = Documents(documents.schema, most_kept=3 * documents.weight)

    for mark in range(1, 13):
        few.prepare(many_names(mark, 400))

    assert documents.weight < few.weight <= 2 * 3 * documents.weight


def branching(depth: int) -> str:
    """Write a short document that asks for four times as many fields with each level."""

    def fragment(at: int) -> str:
        below = " ".join(f"a{i}: left {{ ...F{at + 1} }}" for i in range(4))
        return f"fragment F{at} on Branch {{ {below} }}"

    fragments = map(fragment, range(depth))
    last = f"fragment F{depth} on Branch {{ name }}"
    return " ".join(["query { tree { ...F0 } }", *fragments, last])


def test_a_short_document_that_asks_for_too_much_is_refused_before_it_is_laid_out(documents):
    text = branching(12)  # 16 million names in the end

    assert len(text) < 1500
    assert refused(documents, text) == (
        "LIMITED",
        "This reads more than 200 lists or links at once. Ask for fewer.",
    )
    assert documents.prepare(branching(3)).plan.fields


def test_fragments_are_counted_wherever_they_are_spread(documents):
    names = " ".join(f"n{number}: name" for number in range(150))
    lefts = " ".join(f"l{number}: left {{ ...N }}" for number in range(100))

    assert refused(documents, f"{{ tree {{ {lefts} }} }} fragment N on Branch {{ {names} }}") == (
        "LIMITED",
        "This asks for more than 10000 fields, fragments written out. Ask for fewer.",
    )


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
