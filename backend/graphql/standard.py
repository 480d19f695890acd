"""graphql-core's way in: any of its schemas, executed breadth-first.

`execute` and `execute_sync` take what graphql-core's functions of these names take and give what
they give, where nothing has to be awaited.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphql import DocumentNode, ExecutionResult, GraphQLError, GraphQLSchema, OperationType
from graphql.execution import ExecutionContext, Middleware
from graphql.execution.execute import (
    SELECTIONS_NESTED_TOO_DEEPLY,
    assert_valid_execution_arguments,
    assume_not_awaitable,
)

from .execute import Run
from .plain import PlainResolvers, Unfinished
from .plan import Planner, Selection


def execute(
    schema: GraphQLSchema,
    document: DocumentNode,
    root_value: Any = None,
    context_value: Any = None,
    variable_values: dict[str, Any] | None = None,
    operation_name: str | None = None,
    field_resolver: Callable[..., Any] | None = None,
    type_resolver: Callable[..., Any] | None = None,
    subscribe_field_resolver: Callable[..., Any] | None = None,
    max_coercion_errors: int = 50,
    middleware: Middleware | None = None,
    execution_context_class: type[ExecutionContext] | None = None,
    is_awaitable: Callable[[Any], bool] | None = None,
    hide_suggestions: bool = False,  # noqa: FBT001, FBT002 - as above
) -> ExecutionResult:
    """Execute an operation; RuntimeError where a resolver gives something to await."""
    if execution_context_class not in (None, ExecutionContext):
        raise TypeError("This executor takes no ExecutionContext of another class.")
    assert_valid_execution_arguments(schema, document, variable_values)
    built = ExecutionContext.build(
        schema,
        document,
        root_value,
        context_value,
        variable_values,
        operation_name,
        field_resolver,
        type_resolver,
        subscribe_field_resolver,
        max_coercion_errors,
        middleware,
        is_awaitable,
        hide_suggestions=hide_suggestions,
    )
    if isinstance(built, list):
        return ExecutionResult(None, built)
    try:
        plan = _plan(built)
    except GraphQLError as error:
        return ExecutionResult(None, [error])
    try:
        serially = built.operation.operation is OperationType.MUTATION
        return _run(built).execute(plan, root_value, serially=serially)
    except Unfinished:
        raise RuntimeError("GraphQL execution failed to complete synchronously.") from None


def execute_sync(
    schema: GraphQLSchema,
    document: DocumentNode,
    root_value: Any = None,
    context_value: Any = None,
    variable_values: dict[str, Any] | None = None,
    operation_name: str | None = None,
    field_resolver: Callable[..., Any] | None = None,
    type_resolver: Callable[..., Any] | None = None,
    max_coercion_errors: int = 50,
    middleware: Middleware | None = None,
    execution_context_class: type[ExecutionContext] | None = None,
    check_sync: bool = False,  # noqa: FBT001, FBT002 - as above
    hide_suggestions: bool = False,  # noqa: FBT001, FBT002 - as above
) -> ExecutionResult:
    """Execute an operation; without ``check_sync``, what is to be awaited is a value like any."""
    return execute(
        schema,
        document,
        root_value,
        context_value,
        variable_values,
        operation_name,
        field_resolver,
        type_resolver,
        None,
        max_coercion_errors,
        middleware,
        execution_context_class,
        None if check_sync else assume_not_awaitable,
        hide_suggestions,
    )


def _plan(built: ExecutionContext) -> Selection:
    planner = Planner(
        built.schema,
        built.fragments,
        built.variable_values,
        batches=built.middleware_manager is None,
    )
    try:
        return planner.plan(built.operation)
    except RecursionError:
        pass  # left behind first: it would keep all the frames of the recursion alive
    raise GraphQLError(SELECTIONS_NESTED_TOO_DEEPLY, built.operation)


def _run(built: ExecutionContext) -> Run:
    plain = PlainResolvers(
        built.schema,
        built.operation,
        built.fragments,
        built.root_value,
        built.field_resolver,
        built.type_resolver,
        built.middleware_manager,
        built.is_awaitable,
    )
    return Run(built.context_value, built.variable_values, plain)
