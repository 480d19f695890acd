"""The graph keeps its promises: what the last release offers stays, unless it was deprecated there.

Each release leaves its schema in `schema/released/`, under its version: when the version is raised
in pyproject.toml, copy `schema/schema.graphql` there.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from graphql import build_schema

from backend.graphql.changes import changes
from schema.graph import schema

ROOT = Path(__file__).resolve().parents[2]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
RELEASED = (ROOT / "schema" / "released" / f"{VERSION}.graphql").read_text()


def test_nothing_breaks_that_the_last_release_did_not_deprecate(record_property):
    found = changes(RELEASED, schema.graphql_schema)

    record_property("dangerous", "\n".join(found.dangerous))
    assert found.breaking == [], (
        f"since {VERSION}. Deprecate it in one release, and remove it in the next. "
        f"Besides, these may surprise clients: {found.dangerous}"
    )


OLD = """
type Query {
  shelf(size: Int, sort: Sort @deprecated(reason: "It is always by title.")): Shelf
  shelves: [Shelf!]! @deprecated(reason: "Use shelf.")
  old: Old @deprecated(reason: "Nobody has any.")
  thing: Thing
}
type Mutation { put(input: Put!): Shelf }
input Put { title: String!, weight: Int @deprecated(reason: "It is weighed.") }
enum Sort { TITLE AUTHOR AGE @deprecated(reason: "Unknown.") }
type Shelf { title: String!, sort: Sort }
type Old { age: Int, older: Older }
type Older { age: Int }
interface Thing { id: ID! }
type Book implements Thing { id: ID! }
type Lamp implements Thing { id: ID! }
"""


def found(*edits: tuple[str, str]) -> tuple[list[str], list[str]]:
    """Compare the old schema with one in which some words are others."""
    now = OLD
    for words, others in edits:
        assert words in now
        now = now.replace(words, others)
    return changes(OLD, build_schema(now))


@pytest.mark.parametrize(
    ("words", "others", "said"),
    [
        ("type Shelf { title: String!,", "type Shelf {", "Shelf.title was removed."),
        ("title: String!, sort", "title: String, sort", "Shelf.title changed type"),
        ("size: Int,", "", "Query.shelf arg size was removed."),
        ("size: Int,", "size: Int, kind: Int!,", "A required arg kind on Query.shelf was added."),
        ("TITLE AUTHOR", "TITLE", "AUTHOR was removed from enum type Sort."),
        ("title: String!, weight", "weight", "Put.title was removed."),
        ("  thing: Thing\n", "", "Query.thing was removed."),
        ("type Lamp implements Thing { id: ID! }", "", "Lamp was removed."),
        ("Book implements Thing", "Book", "Book no longer implements interface Thing."),
        ("shelves: [Shelf!]! @", "shelves: [Shelf] @", "Query.shelves changed type"),
    ],
)
def test_what_breaks_clients_is_found(words, others, said):
    assert any(each.startswith(said) for each in found((words, others)).breaking)


@pytest.mark.parametrize(
    "edits",
    [
        [('  shelves: [Shelf!]! @deprecated(reason: "Use shelf.")\n', "")],
        [(', sort: Sort @deprecated(reason: "It is always by title.")', "")],
        [(', weight: Int @deprecated(reason: "It is weighed.")', "")],
        [(' AGE @deprecated(reason: "Unknown.")', "")],
        [
            ('  old: Old @deprecated(reason: "Nobody has any.")\n', ""),
            ("type Old { age: Int, older: Older }\ntype Older { age: Int }\n", ""),
        ],
    ],
)
def test_what_was_deprecated_may_go(edits):
    assert found(*edits).breaking == []


def test_a_type_stays_while_something_that_stays_leads_to_it():
    edits = [
        ('  old: Old @deprecated(reason: "Nobody has any.")\n', "  old: Int\n"),
        ("type Old { age: Int, older: Older }\ntype Older { age: Int }\n", ""),
    ]

    assert len(found(*edits).breaking) == 3


def test_what_may_surprise_clients_is_told_beside():
    now = found(("TITLE AUTHOR", "TITLE AUTHOR COLOUR"), ("size: Int", "size: Int, colour: Int"))

    assert now.breaking == []
    assert sorted(now.dangerous) == [
        "An optional arg colour on Query.shelf was added.",
        "COLOUR was added to enum type Sort.",
    ]
