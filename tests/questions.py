"""Questions at random: valid documents over a schema, with fragments, switches and variables."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
)
from graphql.utilities.type_comparators import do_types_overlap

from .dice import Dice

ABSENT: Any = object()  # an argument that is left out, a variable that is not given
BAD = [None, "x", -1, 1.5, True, [], [None], {}, {"x": 1}]  # for variables of whatever type
SWITCHES = ["@skip", "@include", "@include", "@skip {}@include"]
INTROSPECTION = '__type(name: "{}") {{ name kind possibleTypes {{ name }} fields {{ name }} }}'

Values = Callable[[Dice, GraphQLField, str, Any], Any]


@dataclass(frozen=True)
class Question:
    """A document, and its variables."""

    text: str
    variables: dict[str, Any]


@dataclass
class Writer:
    """Writes one document; ``values`` throws what an argument is given, as JSON."""

    dice: Dice
    schema: GraphQLSchema
    values: Values
    most_fields: int = 40
    without: frozenset[str] = frozenset()  # fields that are not asked for
    misses: int = 2  # times of a hundred that a variable is given something bad
    fields: int = 0
    fragments: dict[str, tuple[Any, str]] = field(default_factory=dict)
    declared: dict[str, str] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)
    written: dict[tuple[int, int], str] = field(default_factory=dict)

    def question(self, operation: str = "query", depth: int = 4) -> Question:
        """Write a whole operation."""
        root = self.schema.query_type if operation == "query" else self.schema.mutation_type
        body = self._selection(root, root, depth)
        if operation == "query" and self.dice.happens(4):
            named = self.dice.one([*sorted(self.schema.type_map), "Nothing"])
            body = f"{body[:-1]} {INTROSPECTION.format(named)} }}"
        declared = f"({', '.join(self.declared.values())})" if self.declared else ""
        parts = [f"fragment {name} on {k} {text}" for name, (k, text) in self.fragments.items()]
        return Question(" ".join([f"{operation} {declared} {body}", *parts]), self.variables)

    def _selection(self, kind: Any, position: Any, depth: int) -> str:
        count = self.dice.count(1, 4)
        parts = [self._part(kind, position, depth) for _ in range(count)]
        return "{ " + " ".join(parts) + " }"

    def _part(self, kind: Any, position: Any, depth: int) -> str:
        is_abstract = not isinstance(kind, GraphQLObjectType)
        if depth and self.dice.happens(70 if is_abstract else 15):
            return self._fragment(kind, position, depth)
        names = [name for name in getattr(kind, "fields", ()) if self._can_ask(kind, name, depth)]
        if not names or self.dice.happens(8):
            return f"{'' if self.dice.happens(70) else 'name: '}__typename{self._switch()}"
        return self._field(kind, self.dice.one(names), position, depth)

    def _can_ask(self, kind: Any, name: str, depth: int) -> bool:
        is_leaf = not is_composite_type(get_named_type(kind.fields[name].type))
        return name not in self.without and (is_leaf or self._has_room(depth))

    def _has_room(self, depth: int) -> bool:
        return depth > 0 and self.fields < self.most_fields

    def _field(self, kind: Any, name: str, position: Any, depth: int) -> str:
        self.fields += 1
        definition = kind.fields[name]
        number = self.dice.count(0, 2) if self.dice.happens(30) else 0
        apart = kind.name if kind is not position and self._is_ambiguous(name) else ""
        alias = f"{name}{apart}{number or ''}"
        same = (id(definition), number)  # of one name, one set of arguments
        if same not in self.written:
            self.written[same] = self._arguments(definition)
        asked = f"{name}{self.written[same]}{self._switch()}"
        named = get_named_type(definition.type)
        below = self._selection(named, named, depth - 1) if is_composite_type(named) else ""
        return f"{'' if alias == name else f'{alias}: '}{asked} {below}"

    def _is_ambiguous(self, name: str) -> bool:
        return len({id(k.fields[name]) for k in self._kinds() if name in k.fields}) > 1

    def _kinds(self) -> list[Any]:
        outputs = (GraphQLObjectType, GraphQLInterfaceType)
        return [each for each in self.schema.type_map.values() if isinstance(each, outputs)]

    def _fragment(self, kind: Any, position: Any, depth: int) -> str:
        known = [name for name, (on, _text) in self.fragments.items() if on is kind]
        if known and self.dice.happens(30):
            return f"...{self.dice.one(known)}{self._switch()}"
        fitting = self._fitting(kind)
        on = self.dice.one(fitting)
        switch = self._switch()
        if on is kind and self.dice.happens(20):
            return f"... {switch} {self._selection(kind, position, depth - 1)}"
        body = self._selection(on, position, depth - 1)
        if self.dice.happens(40) and on is not position:
            return f"...{self._named(on, body)}{switch}"
        return f"... on {on}{switch} {body}"

    def _named(self, on: Any, body: str) -> str:
        name = f"F{len(self.fragments)}"
        self.fragments[name] = (on, body)
        return name

    def _fitting(self, kind: Any) -> list[Any]:
        composite = [each for each in self.schema.type_map.values() if is_composite_type(each)]
        seen = [each for each in composite if not each.name.startswith("__")]
        overlapping = [each for each in seen if do_types_overlap(self.schema, kind, each)]
        return [kind, *overlapping]

    def _switch(self) -> str:
        if not self.dice.happens(12):
            return ""
        switches = self.dice.one(SWITCHES).format(self._condition())
        return f" {switches}{self._condition()} "

    def _condition(self) -> str:
        name = self.dice.one(["yes", "no", "true", "false"])
        if name in ("true", "false"):
            return f"(if: {name}) "
        self.declared[name] = f"${name}: Boolean! = {'true' if name == 'yes' else 'false'}"
        if self.dice.happens(30):
            self.variables[name] = self.dice.happens(50)
        return f"(if: ${name}) "

    def _arguments(self, definition: GraphQLField) -> str:
        drawn = {
            name: self.values(self.dice, definition, name, argument.type)
            for name, argument in definition.args.items()
        }
        given = [
            f"{name}: {self._literal(definition.args[name].type, value)}"
            for name, value in drawn.items()
            if value is not ABSENT
        ]
        return f"({', '.join(given)})" if given else ""

    def _literal(self, kind: Any, value: Any, *, inner: bool = False) -> str:
        if self.dice.happens(8 if inner else 25):
            return self._variable(kind, value)
        bare = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        if value is None:
            return "null"
        if isinstance(bare, GraphQLList) and isinstance(value, list):
            return f"[{', '.join(self._literal(bare.of_type, v, inner=True) for v in value)}]"
        named = get_named_type(bare)
        if isinstance(named, GraphQLInputObjectType):
            kinds = named.fields
            fields = (
                f"{key}: {self._literal(kinds[key].type, each, inner=True)}"
                for key, each in value.items()
            )
            return f"{{{', '.join(fields)}}}"
        return str(value) if isinstance(named, GraphQLEnumType) else json.dumps(value)

    def _variable(self, kind: Any, value: Any) -> str:
        name = f"v{len(self.declared)}"
        default = ""
        if self.dice.happens(20):
            default = f" = {constant(kind, value)}"
        self.declared[name] = f"${name}: {kind}{default}"
        if self.dice.happens(self.misses):
            value = self.dice.one(BAD)
        elif self.dice.happens(15) and (default or not isinstance(kind, GraphQLNonNull)):
            value = ABSENT
        if value is not ABSENT:
            self.variables[name] = value
        return f"${name}"


def constant(kind: Any, value: Any) -> str:
    """Write a value of a type, without variables."""
    bare = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    if value is None:
        return "null"
    if isinstance(value, list):
        return f"[{', '.join(constant(bare.of_type, each) for each in value)}]"
    if isinstance(value, dict):
        kinds = get_named_type(bare).fields
        fields = (f"{key}: {constant(kinds[key].type, each)}" for key, each in value.items())
        return f"{{{', '.join(fields)}}}"
    return str(value) if isinstance(get_named_type(bare), GraphQLEnumType) else json.dumps(value)
