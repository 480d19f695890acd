"""What a graph changed since a release: what breaks clients, and what may surprise them.

What was deprecated in the release may be gone: whoever still asks for it was told.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    GraphQLNamedType,
    GraphQLSchema,
    TypeDefinitionNode,
    build_ast_schema,
    build_schema,
    find_breaking_changes,
    find_dangerous_changes,
    get_named_type,
    is_interface_type,
    is_specified_scalar_type,
    parse,
    print_schema,
)


class Changes(NamedTuple):
    """What changed, in graphql-core's words."""

    breaking: list[str]
    dangerous: list[str]


def changes(released: str, served: GraphQLSchema) -> Changes:
    """Compare a released schema, in GraphQL's schema language, with what is served now."""
    now = build_schema(print_schema(served))  # scalars are of one making then
    promised = build_ast_schema(_without_what_was_given_up(parse(released), now))
    kept = _reachable(promised)
    breaking = [
        each.description
        for each in find_breaking_changes(promised, now)
        if not _is_removal_of_unused(each.description, promised, kept)
    ]
    dangerous = [each.description for each in find_dangerous_changes(build_schema(released), now)]
    return Changes(breaking, dangerous)


def _without_what_was_given_up(document: DocumentNode, now: GraphQLSchema) -> DocumentNode:
    """Leave out what was deprecated, where it is gone."""
    for definition in document.definitions:
        if isinstance(definition, TypeDefinitionNode):
            kind: Any = now.type_map.get(definition.name.value)
            for name in ("fields", "values"):
                if hasattr(definition, name):
                    left = _left(getattr(definition, name), getattr(kind, name, {}))
                    setattr(definition, name, tuple(left))
    return document


def _left(nodes: Iterable[Any], there: dict[str, Any]) -> Iterable[Any]:
    for node in nodes:
        name = node.name.value
        if name not in there and _is_deprecated(node):
            continue
        if hasattr(node, "arguments"):
            arguments = getattr(there.get(name), "args", {})
            node.arguments = tuple(_left(node.arguments, arguments))
        yield node


def _is_deprecated(node: Any) -> bool:
    return any(directive.name.value == "deprecated" for directive in node.directives)


def _reachable(schema: GraphQLSchema) -> set[str]:
    """Name the types that can be met, beginning at the roots."""
    roots = (schema.query_type, schema.mutation_type, schema.subscription_type)
    found: set[str] = set()
    waiting: list[GraphQLNamedType] = [root for root in roots if root]
    while waiting:
        kind = waiting.pop()
        if kind.name not in found:
            found.add(kind.name)
            waiting += _beside(kind, schema)
    return found


def _beside(kind: Any, schema: GraphQLSchema) -> Iterable[GraphQLNamedType]:
    yield from getattr(kind, "interfaces", ())
    yield from getattr(kind, "types", ())  # of a union
    if is_interface_type(kind):
        yield from schema.get_possible_types(kind)
    fields = getattr(kind, "fields", {})
    for each in fields.values():
        yield get_named_type(each.type)
        for argument in getattr(each, "args", {}).values():
            yield get_named_type(argument.type)


def _is_removal_of_unused(description: str, schema: GraphQLSchema, kept: set[str]) -> bool:
    name = description.partition(" was removed.")[0]
    kind = schema.type_map.get(name)
    return kind is not None and name not in kept and not is_specified_scalar_type(kind)
