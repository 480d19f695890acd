"""Plain resolvers: called once per parent, as graphql-core calls them, and told the same."""

from __future__ import annotations

from collections.abc import AsyncIterable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FragmentDefinitionNode,
    GraphQLAbstractType,
    GraphQLResolveInfo,
    GraphQLSchema,
    MiddlewareManager,
    OperationDefinitionNode,
    default_field_resolver,
    default_type_resolver,
)
from graphql.execution import ExecutionContext
from graphql.execution.execute import invalid_return_type_error
from graphql.pyutils import Path
from graphql.pyutils import is_awaitable as default_is_awaitable

from .plan import FieldPlan, Selection


class Unfinished(BaseException):
    """A resolver gave something to await: of no field's concern, it ends the execution."""


@dataclass(frozen=True)
class PlainResolvers:
    """What plain resolvers are told of an execution, and which ones stand in where none is."""

    schema: GraphQLSchema
    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]
    root: Any = None
    field_resolver: Callable[..., Any] = default_field_resolver
    type_resolver: Callable[..., Any] = default_type_resolver
    middleware: MiddlewareManager | None = None
    is_awaitable: Callable[[Any], bool] = field(default=default_is_awaitable)

    def info(
        self, plan: FieldPlan, path: Path, context: Any, variables: dict[str, Any]
    ) -> GraphQLResolveInfo:
        """Make what the resolver of one field of one object is told besides its arguments."""
        return GraphQLResolveInfo(
            plan.name,
            plan.nodes,
            plan.kind,
            plan.parent,
            path,
            self.schema,
            self.fragments,
            self.root,
            self.operation,
            variables,
            context,
            self.is_awaitable,
        )

    def resolve(
        self, plan: FieldPlan, parent: Any, info: GraphQLResolveInfo, args: Mapping[str, Any]
    ) -> Any:
        """Resolve a field for one parent."""
        function = plan.definition.resolve or self.field_resolver
        if self.middleware:
            function = self.middleware.get_field_resolver(function)
        return self._now(function(parent, info, **args))

    def items(self, value: Iterable[Any] | AsyncIterable[Any]) -> list[Any]:
        """Give the items of a list that a plain resolver gave."""
        if isinstance(value, AsyncIterable):
            raise Unfinished
        return [self._now(item) for item in value]

    def type_of(self, kind: GraphQLAbstractType, value: Any, info: GraphQLResolveInfo) -> str:
        """Name the object type of a value of an abstract type; raises where it has none."""
        resolve = kind.resolve_type or self.type_resolver
        name = self._now(resolve(value, info, kind))
        runtime_type = ExecutionContext.ensure_valid_runtime_type(
            self,  # type: ignore[arg-type] # it reads the schema alone
            name,
            kind,
            info.field_nodes,
            info,
            value,
        )
        return runtime_type.name

    def check(self, selection: Selection, value: Any, info: GraphQLResolveInfo | None) -> None:
        """Raise what stands against answering a value as an object of a type."""
        if selection.fault:
            raise selection.fault
        kind = selection.kind
        if info and kind.is_type_of and not self._now(kind.is_type_of(value, info)):
            raise invalid_return_type_error(kind, value, info.field_nodes)

    def _now(self, value: Any) -> Any:
        if self.is_awaitable(value):
            if hasattr(value, "close"):
                value.close()  # else Python warns that nobody awaited it
            raise Unfinished
        return value
