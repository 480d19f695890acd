"""Measuring a document: how deep, how wide, how much, with its fragments written out.

A few hundred words can stand for billions of fields, so nothing is ever written out: each fragment
is measured once, after those that it spreads, and counts as that wherever it is spread.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    is_composite_type,
)
from graphql.execution.execute import get_field_def

from .batched import Batched
from .limits import LARGEST, Limits, exceeded

LISTS = frozenset({"fields", "interfaces", "possibleTypes", "inputFields"})  # of a type


@dataclass(frozen=True, slots=True)
class Figures:
    """How much a part of a document asks for."""

    depth: int = 0
    introspection: int = 0
    aliases: int = 0
    renaming: int = 0
    directives: int = 0
    fields: int = 0
    lists: int = 0

    def __add__(self, other: Figures) -> Figures:
        """Give what two parts, side by side, ask for."""
        return Figures(
            max(self.depth, other.depth),
            max(self.introspection, other.introspection),
            min(LARGEST, self.aliases + other.aliases),
            min(LARGEST, self.renaming + other.renaming),
            min(LARGEST, self.directives + other.directives),
            min(LARGEST, self.fields + other.fields),
            min(LARGEST, self.lists + other.lists),
        )


NOTHING = Figures()


class Measure:
    """The figures of a valid document's fragments and operations."""

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._figures: dict[str, Figures] = {}
        for name in self._in_turn():
            fragment = fragments[name]
            kind = schema.type_map[fragment.type_condition.name.value]
            inside = self._side_by_side(fragment.selection_set, kind)
            self._figures[name] = inside + Figures(directives=len(fragment.directives))

    def excesses(self, operation: OperationDefinitionNode, limits: Limits) -> list[GraphQLError]:
        """Say by what an operation exceeds its limits."""
        figures = self.figures(operation)
        reached = {each.name: getattr(figures, each.name) for each in fields(figures)}
        reached["fragments"] = len(self._fragments)
        does = operation.operation is OperationType.MUTATION
        reached["mutations" if does else "roots"] = self._roots(operation)
        return [
            exceeded(name, figure, allowed)
            for name, figure in reached.items()
            if figure > (allowed := getattr(limits, name))
        ]

    def figures(self, operation: OperationDefinitionNode) -> Figures:
        """Give how much an operation asks for."""
        kind = self._schema.get_root_type(operation.operation)
        inside = self._side_by_side(operation.selection_set, kind) if kind else NOTHING
        return inside + Figures(directives=len(operation.directives))

    def _roots(self, operation: OperationDefinitionNode) -> int:
        """Count the things that an operation asks for or does; what anything is called is free."""
        found: set[str] = set()
        seen: set[str] = set()
        waiting = [*operation.selection_set.selections]
        while waiting:
            node = waiting.pop()
            if isinstance(node, FieldNode):
                if node.name.value != "__typename":
                    found.add(node.alias.value if node.alias else node.name.value)
            elif isinstance(node, InlineFragmentNode):
                waiting += node.selection_set.selections
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                waiting += self._fragments[node.name.value].selection_set.selections
        return len(found)

    def _in_turn(self) -> Iterable[str]:
        """Name the fragments, each after those that it spreads."""
        done: dict[str, None] = {}
        for first in self._fragments:
            way = [(first, iter(_spreads(self._fragments[first])))]
            while way:
                name, spread = way[-1]
                deeper = next((each for each in spread if each not in done), None)
                if deeper is None:
                    done[name] = None
                    way.pop()
                else:
                    way.append((deeper, iter(_spreads(self._fragments[deeper]))))
        return done

    def _side_by_side(self, selections: SelectionSetNode, kind: GraphQLNamedType) -> Figures:
        figures = NOTHING
        for node in selections.selections:
            figures += self._one(node, kind)
        return figures

    def _one(self, node: SelectionNode, kind: GraphQLNamedType) -> Figures:
        written = Figures(directives=len(node.directives))
        if isinstance(node, FragmentSpreadNode):
            return written + self._figures[node.name.value]
        if isinstance(node, InlineFragmentNode):
            narrowed = node.type_condition
            inside = self._schema.type_map[narrowed.name.value] if narrowed else kind
            return written + self._side_by_side(node.selection_set, inside)
        assert isinstance(node, FieldNode)  # noqa: S101 - there are no others
        return written + self._field(node, kind)

    def _field(self, node: FieldNode, kind: Any) -> Figures:
        definition = get_field_def(self._schema, kind, node)
        if definition is None:
            return NOTHING
        named = get_named_type(definition.type)
        below = self._side_by_side(node.selection_set, named) if node.selection_set else NOTHING
        name, describes = node.name.value, kind.name.startswith("__")
        # A field of an interface is laid out for each type that it may turn out to be.
        times = len(self._schema.get_possible_types(kind)) if is_abstract_type(kind) else 1
        return Figures(
            depth=1 + below.depth,
            introspection=below.introspection + (describes and name in LISTS),
            aliases=min(LARGEST, below.aliases + bool(node.alias)),
            renaming=below.renaming + bool(node.alias and (describes or name == "__schema")),
            directives=below.directives,
            fields=min(LARGEST, times * (1 + below.fields)),
            lists=min(LARGEST, times * (below.lists + _leads_to_rows(definition))),
        )


def _leads_to_rows(definition: GraphQLField) -> bool:
    resolver = definition.resolve
    if not isinstance(resolver, Batched) or resolver.shares:
        return False
    return bool(is_composite_type(get_named_type(definition.type)))


def _spreads(fragment: FragmentDefinitionNode) -> Iterator[str]:
    waiting: list[Any] = [fragment]
    while waiting:
        node = waiting.pop()
        if isinstance(node, FragmentSpreadNode):
            yield node.name.value
        elif node.selection_set:
            waiting += node.selection_set.selections
