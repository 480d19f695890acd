"""Plans: a document's selection, laid out once, with the columns that each position needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLUnionType,
    OperationDefinitionNode,
    VariableNode,
    get_named_type,
)
from graphql.execution.collect_fields import collect_fields, collect_sub_fields
from graphql.execution.values import get_argument_values

from .batched import Batched, Columns, Index, Wanted, index_of


@dataclass
class Selection:
    """What is asked of the objects of one type at one position."""

    type_name: str
    columns: dict[str, None] = field(default_factory=dict)  # an ordered set, shared with edges
    fields: list[FieldPlan] = field(default_factory=list)

    @cached_property
    def wanted(self) -> Columns:
        return tuple(self.columns)

    @cached_property
    def index(self) -> Index:
        return index_of(self.wanted)


@dataclass
class Choice:
    """What is asked at a position of an abstract type: a selection for each possible type."""

    selections: dict[str, Selection]

    @cached_property
    def wanted(self) -> Mapping[str, Columns]:
        return {name: selection.wanted for name, selection in self.selections.items()}


@dataclass
class FieldPlan:
    """One field at one position: how it is resolved, and what is asked below it."""

    key: str  # in the response
    parent: str  # the type's name
    nodes: list[FieldNode]
    definition: GraphQLField | None  # none for __typename
    resolver: Batched | None
    fixed: dict[str, Any] | None  # arguments, where no variable is in them
    below: Selection | Choice | None = None

    @property
    def kind(self) -> GraphQLOutputType:
        assert self.definition is not None  # noqa: S101 - __typename is never completed
        return self.definition.type

    @property
    def wanted(self) -> Wanted:
        return self.below.wanted if self.below else ()

    def arguments(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Coerce the arguments for these variables."""
        if self.fixed is not None or self.definition is None:
            return self.fixed or {}
        return get_argument_values(self.definition, self.nodes[0], variables)


@dataclass
class Planner:
    """Lays out one operation, for one set of values of its @skip and @include variables."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, Any]
    fields: int = 0  # laid out so far
    is_whole: bool = True  # else only graphql-core can execute it: introspection, a plain resolver

    def plan(self, operation: OperationDefinitionNode) -> Selection:
        """Lay out the operation, but for what is beyond us: that loads nothing."""
        kind = self.schema.get_root_type(operation.operation)
        if kind is None:
            self.is_whole = False
            return Selection(operation.operation.value)
        fields = collect_fields(
            self.schema,
            dict(self.fragments),
            dict(self.variables),
            kind,
            operation.selection_set,
        )
        return self._selection(kind, fields, {})

    def _selection(
        self,
        kind: GraphQLObjectType,
        fields: Mapping[str, list[FieldNode]],
        columns: dict[str, None],
    ) -> Selection:
        selection = Selection(kind.name, columns)
        found = [self._field(kind, key, nodes, columns) for key, nodes in fields.items()]
        selection.fields = [each for each in found if each]
        return selection

    def _field(
        self, kind: GraphQLObjectType, key: str, nodes: list[FieldNode], columns: dict[str, None]
    ) -> FieldPlan | None:
        self.fields += 1
        name = nodes[0].name.value
        if name == "__typename":
            return FieldPlan(key, kind.name, nodes, None, None, {})
        definition = kind.fields.get(name)
        if definition is None or not isinstance(definition.resolve, Batched):
            self.is_whole = False
            return None
        resolver = definition.resolve
        columns.update(dict.fromkeys(resolver.needs))
        fixed = None if _has_variables(nodes[0]) else get_argument_values(definition, nodes[0], {})
        below = self._below(definition, nodes, columns if resolver.shares else {})
        return FieldPlan(key, kind.name, nodes, definition, resolver, fixed, below)

    def _below(
        self, definition: GraphQLField, nodes: list[FieldNode], columns: dict[str, None]
    ) -> Selection | Choice | None:
        named = get_named_type(definition.type)
        if isinstance(named, GraphQLObjectType):
            return self._selection(named, self._collect(named, nodes), columns)
        if not isinstance(named, GraphQLInterfaceType | GraphQLUnionType):
            return None
        return Choice(
            {
                possible.name: self._selection(possible, self._collect(possible, nodes), {})
                for possible in self.schema.get_possible_types(named)
            }
        )

    def _collect(
        self, kind: GraphQLObjectType, nodes: list[FieldNode]
    ) -> Mapping[str, list[FieldNode]]:
        return collect_sub_fields(
            self.schema, dict(self.fragments), dict(self.variables), kind, nodes
        )


def personal(selection: Selection | Choice | None) -> bool:
    """Whether two who see the same root may be answered differently."""
    if selection is None:
        return False
    if isinstance(selection, Choice):
        return any(personal(each) for each in selection.selections.values())
    return any(
        (field.resolver is not None and field.resolver.personal) or personal(field.below)
        for field in selection.fields
    )


def _has_variables(node: FieldNode) -> bool:
    return any(_mentions_variable(argument.value) for argument in node.arguments)


def _mentions_variable(value: Any) -> bool:
    if isinstance(value, VariableNode):
        return True
    inner = [*getattr(value, "values", ()), *(f.value for f in getattr(value, "fields", ()))]
    return any(_mentions_variable(item) for item in inner)
