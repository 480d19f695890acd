"""What is asked in a large network: words of its texts, and what the relevance set looks for."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache

from graphql import GraphQLField, get_named_type, is_composite_type

from backend.search.contract import Document
from backend.search.understood import understood
from schema.graph import schema
from tests.search.relevance import wanted

SHORTEST = 4  # letters of a word that is drawn


def drawn(documents: Sequence[Document], number: int, seed: int = 5) -> list[str]:
    """Draw questions, the same from the same documents, none of them twice.

    Half of them are of the relevance set, as far as it reaches; the others are words that stand
    together.
    """
    drawing = random.Random(seed)  # noqa: S311 - to be the same each time
    ours = [each.query for each in wanted()]
    asked = dict.fromkeys(drawing.sample(ours, min(number // 2, len(ours))))
    while len(asked) < number:
        document = drawing.choice(documents)
        words = [
            word for word in f"{document.title} {document.body}".split() if len(word) >= SHORTEST
        ]
        if words:
            first = drawing.randrange(len(words))
            question = " ".join(words[first : first + drawing.choice((1, 1, 2, 3))])
            if understood(question):  # and not a little word alone, which is refused
                asked[question] = None
    return [*asked]


def beginnings(documents: Sequence[Document], number: int) -> list[str]:
    """Draw what somebody has typed of a title so far: two letters of it, or more."""
    drawing = random.Random(7)  # noqa: S311 - to be the same each time
    titles = [document.title for document in documents if document.title]
    asked = (drawing.choice(titles) for _ in range(number))
    return [title[: drawing.randint(2, min(14, max(2, len(title))))] for title in asked]


@cache
def searching() -> str:
    """Write the document that asks for a page of hits, and for all that the graph has beside."""
    hits = "kind number field text html subject { __typename }"
    beside = _fields("SearchHitConnection")
    facets = f"facets {{ {_facets()} }}" if "facets" in beside else ""
    also = " ".join(name for name in ("didYouMean", "isLoose") if name in beside)
    return f"""query Find($query: String!) {{ search(query: $query, first: 20) {{
        totalCount {facets} {also} nodes {{ {hits} }} pageInfo {{ hasNextPage endCursor }} }} }}"""


@cache
def suggesting() -> str:
    """Write the document that asks for suggestions; empty where the graph has none."""
    if "suggest" not in _fields("Query"):
        return ""
    return "query Suggest($query: String!) { suggest(prefix: $query) { kind text html } }"


def _facets() -> str:
    facets = sorted(_fields("SearchFacets").items())
    return " ".join(f"{name} {{ {_value(facet)} count }}" for name, facet in facets)


def _value(facet: GraphQLField) -> str:
    value = get_named_type(facet.type).fields["value"]
    return "value { id }" if is_composite_type(get_named_type(value.type)) else "value"


def _fields(type_name: str) -> dict[str, GraphQLField]:
    named = schema.graphql_schema.type_map.get(type_name)
    return named.fields if named else {}  # type: ignore[attr-defined]
