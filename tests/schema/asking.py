"""Asking at random: valid documents, drawn from the schema itself."""

from __future__ import annotations

from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_composite_type,
)
from hypothesis import strategies as st

DEPTH = 4  # of selections within selections
APART = {"search", "suggest", "related"}  # ask an index, not the database
SIZES = [None, None, 0, 1, 2, 3, 3, -1, 101]
CURSORS = [None] * 6 + ["bad", ""]
SIMPLE = {
    "Boolean": ["true", "false"],
    "Int": [0, 1, 2],
    "String": ['""', '"Lille"', '"l\u2019alliance"'],
    "Date": ['"2024-04-22"'],
    "DateTime": ['"2024-04-22T09:00:00+02:00"'],
}
SWITCHES = ["", "", "", "", " @skip(if: $no)", " @include(if: $yes)", " @skip(if: $yes)"]


@st.composite
def operations(draw: Any, schema: GraphQLSchema, ids: list[str]) -> str:
    """Draw a whole query: the variables ``yes`` and ``no`` switch parts of it."""
    writer = Writer(draw, schema, ids)
    body = writer.selection(schema.query_type, DEPTH)
    both = "yes: __typename @include(if: $yes) no: __typename @skip(if: $no)"
    return f"query ($yes: Boolean! = true, $no: Boolean! = false) {{ {both} {body[2:]}"


class Writer:
    """Writes selections; whatever has arguments is given a name of its own."""

    def __init__(self, draw: Any, schema: GraphQLSchema, ids: list[str]) -> None:
        self.draw = draw
        self.schema = schema
        self.ids = ids
        self.names = 0

    def selection(self, kind: Any, depth: int) -> str:
        """Write what is asked of a type."""
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            return self._of_any(kind, depth)
        parts = [self._field(kind, depth) for _ in range(self.draw(st.integers(1, 4)))]
        if self.draw(st.booleans()):
            parts.append("__typename")
        return "{ " + " ".join(parts) + " }"

    def _of_any(self, kind: Any, depth: int) -> str:
        possible = st.sampled_from(self.schema.get_possible_types(kind))
        chosen = self.draw(st.lists(possible, max_size=4, unique=True))
        parts = [
            f"... on {each.name} {{ {self._field(each, depth, alias=True)} }}" for each in chosen
        ]
        return "{ __typename " + " ".join(parts) + " }"

    def _field(self, kind: Any, depth: int, *, alias: bool = False) -> str:
        leaves = [name for name, field in kind.fields.items() if not _is_composite(field)]
        deeper = sorted(kind.fields.keys() - {*leaves, *APART}) if depth else []
        if not leaves and not deeper:
            return f"{self._alias()}__typename"
        name = self.draw(st.sampled_from([*leaves, *deeper]))
        field = kind.fields[name]
        arguments = self._arguments(field)
        alias = alias or bool(arguments) or self.draw(st.booleans())
        named = get_named_type(field.type)
        below = self.selection(named, depth - 1) if _is_composite(field) else ""
        switch = self.draw(st.sampled_from(SWITCHES))
        return f"{self._alias() if alias else ''}{name}{arguments}{switch} {below}"

    def _alias(self) -> str:
        self.names += 1
        return f"a{self.names}: "

    def _arguments(self, field: GraphQLField) -> str:
        drawn = {name: self._value(name, each.type) for name, each in field.args.items()}
        given = [f"{name}: {value}" for name, value in drawn.items() if value is not None]
        if "first" in drawn and drawn["first"] is None and drawn.get("last") is None:
            given.append("first: 3")
        return f"({', '.join(given)})" if given else ""

    def _value(self, name: str, kind: Any) -> Any:
        named = get_named_type(kind)
        if name in ("first", "last"):
            most_often_none = [None, None, None, *SIZES] if name == "last" else SIZES
            return self.draw(st.sampled_from(most_often_none))
        if name in ("after", "before"):
            cursor = self.draw(st.sampled_from(CURSORS))
            return None if cursor is None else f'"{cursor}"'
        if named.name == "ID":
            is_left_out = not isinstance(kind, GraphQLNonNull) and self.draw(st.booleans())
            return None if is_left_out else self._ids(many=name == "ids")
        if isinstance(named, GraphQLEnumType):
            return self.draw(st.sampled_from([None, None, *named.values]))
        most_often_none = [] if isinstance(kind, GraphQLNonNull) else [None]
        return self.draw(st.sampled_from([*most_often_none, *SIMPLE[named.name]]))

    def _ids(self, *, many: bool) -> str:
        one = st.sampled_from([*self.ids, "x"])
        if not many:
            return f'"{self.draw(one)}"'
        return "[" + ", ".join(f'"{each}"' for each in self.draw(st.lists(one, max_size=6))) + "]"


def _is_composite(field: GraphQLField) -> bool:
    return is_composite_type(get_named_type(field.type))
