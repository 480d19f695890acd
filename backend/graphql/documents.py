"""Documents: parsed, validated and planned once, then kept."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from graphql import (
    DocumentNode,
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    SchemaMetaFieldDef,
    TypeMetaFieldDef,
    TypeNameMetaFieldDef,
    Visitor,
    parse,
    specified_rules,
    validate,
    visit,
)
from graphql.execution.values import get_variable_values
from graphql.validation import MaxIntrospectionDepthRule
from graphql.validation.rules import overlapping_fields_can_be_merged

from backend.kept import Kept
from backend.live.listening import Listening
from backend.rules import Refusal

from .context import Context
from .costs import Price, at, price_of_operation
from .execute import Run
from .limits import LIMITS, Limits, exceeded
from .live import Live
from .measuring import Measure
from .plain import PlainResolvers
from .plan import FieldPlan, Planner, Selection, personal

MOST_KEPT = 32_000_000  # bytes of documents, and as many of plans
TOKEN_WEIGHT = 500  # bytes that a token takes, with its part of the tree that was read from it
DESCRIPTION_WEIGHT = 8  # bytes that a character of an answer takes until it is written
FIELD_WEIGHT = 1_000  # bytes of a field in a plan
# The specification's rules. How deep introspection goes is measured, and told with its figures.
RULES = [rule for rule in specified_rules if rule is not MaxIntrospectionDepthRule]
# What fields of one name may be compared: a long list of one name would take a second otherwise.
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 50_000
TOO_MANY = "Syntax Error: Document contains more than "  # of what graphql-core counts


class Rejected(Exception):
    """A document that is not executed, and why: syntax, validation, variables, limits."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(errors[0].message)
        self.errors = errors
        for error in errors:  # what reading a value raised is no failure of ours
            if not isinstance(error.original_error, Refusal):
                error.original_error = None


@dataclass(frozen=True)
class Document:
    """A valid document, and what is read from it once."""

    node: DocumentNode
    operations: dict[str, OperationDefinitionNode]
    fragments: dict[str, FragmentDefinitionNode]
    measure: Measure
    switches: frozenset[str]  # the variables of @skip and @include
    weight: int

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """Choose the operation to run."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        if name is None or name not in self.operations:
            raise Rejected([_error(_("Say which operation is to run: `operationName`."))])
        return self.operations[name]


@dataclass(frozen=True)
class Layout:
    """How an operation is executed, laid out once."""

    plan: Selection
    price: Price
    describes: bool  # nothing but the graph itself: for everybody alike, as long as this runs
    weight: int


@dataclass(frozen=True)
class Description:
    """What the graph says of itself, for one document."""

    result: ExecutionResult

    @cached_property
    def weight(self) -> int:
        return DESCRIPTION_WEIGHT * len(orjson.dumps(self.result.data))


@dataclass(frozen=True)
class Prepared:
    """An operation with its variables, ready to run."""

    schema: GraphQLSchema
    document: Document
    operation: OperationDefinitionNode
    variables: dict[str, Any]
    plan: Selection
    cost: int  # objects that it may load
    descriptions: Kept[Description] | None = None  # where such answers are kept, of such a document

    @property
    def kind(self) -> str:
        """One of query, mutation, subscription."""
        return self.operation.operation.value

    @cached_property
    def personal(self) -> bool:
        """Whether two who see the same root may be answered differently."""
        return personal(self.plan)

    def execute(self, context: Context, root: Any = None) -> ExecutionResult:
        """Answer a query or a mutation."""
        if self.descriptions is None:
            serially = self.kind == "mutation"
            return self._run(context, root).execute(self.plan, root, serially=serially)

        def describe() -> Description:
            return Description(self._run(context, root).execute(self.plan, root, serially=False))

        return self.descriptions.get((self.document.node, self.operation.name), describe).result

    def subscription(self, context: Context) -> Listening:
        """Say what a subscription listens to; raises what refuses it."""
        field = self._only_field()
        if not isinstance(field.resolver, Live):
            raise _error(_("Nothing can be heard under this name."))
        return field.resolver.listen(field.arguments(self.variables), context)

    def event(self, context: Context, entry: Any) -> ExecutionResult | None:
        """Tell an entry of the journal to who listens; None when it is not of their concern."""
        field = self._only_field()
        if not isinstance(field.resolver, Live):
            return None
        if not field.resolver.tells(entry, context):
            return None
        return self._run(context, entry).execute(self.plan, entry, serially=False)

    def _run(self, context: Context, root: Any) -> Run:
        plain = PlainResolvers(self.schema, self.operation, self.document.fragments, root)
        return Run(context, self.variables, plain)

    def _only_field(self) -> FieldPlan:
        if len(self.plan.fields) != 1:
            raise _error(_("Nothing can be heard under this name."))
        return self.plan.fields[0]


class Documents:
    """The documents that a schema has answered: each parsed, validated and planned once."""

    def __init__(
        self, schema: GraphQLSchema, most_kept: int = MOST_KEPT, limits: Limits = LIMITS
    ) -> None:
        self.schema = schema
        self.limits = limits
        self._documents: Kept[Document] = Kept(most_kept)
        self._layouts: Kept[Layout] = Kept(most_kept)
        self._descriptions: Kept[Description] = Kept(most_kept)

    @property
    def weight(self) -> int:
        """The bytes that all that is kept takes, more or less."""
        return self._documents.weight + self._layouts.weight

    def prepare(
        self, text: str, operation_name: str | None = None, variables: dict[str, Any] | None = None
    ) -> Prepared:
        """Make an operation ready to run, or raise `Rejected`."""
        if len(text) > self.limits.length:
            raise Rejected([exceeded("length", len(text), self.limits.length)])
        document = self._documents.get(text, lambda: self._read(text))
        operation = document.operation(operation_name)
        values = self._variables(operation, variables or {})
        switched = tuple((name, values.get(name)) for name in sorted(document.switches))
        layout = self._layouts.get(
            (text, operation_name, switched), lambda: self._lay_out(document, operation, values)
        )
        cost = at(layout.price, values)
        if cost > self.limits.cost:
            raise Rejected([exceeded("cost", cost, self.limits.cost)])
        kept = self._descriptions if layout.describes and not values else None
        return Prepared(self.schema, document, operation, values, layout.plan, cost, kept)

    def _read(self, text: str) -> Document:
        node = self._parse(text)
        hidden = not settings.SUGGESTS_NAMES
        if errors := validate(self.schema, node, RULES, max_errors=10, hide_suggestions=hidden):
            raise Rejected(errors)
        operations = {
            each.name.value if each.name else "": each
            for each in node.definitions
            if isinstance(each, OperationDefinitionNode)
        }
        fragments = {
            each.name.value: each
            for each in node.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        measure = Measure(self.schema, fragments)
        return Document(node, operations, fragments, measure, _switches(node), _weight(node))

    def _parse(self, text: str) -> DocumentNode:
        most = self.limits.tokens
        try:
            return parse(text, max_lexical_tokens=most, max_comments=most)
        except GraphQLError as error:
            if error.message.startswith(TOO_MANY):  # where reading ended, whatever follows
                raise Rejected([exceeded("tokens", most + 1, most)]) from None
            raise Rejected([error]) from error

    def _variables(self, operation: OperationDefinitionNode, raw: dict[str, Any]) -> dict[str, Any]:
        values = get_variable_values(
            self.schema,
            operation.variable_definitions,
            raw,
            max_errors=10,
            hide_suggestions=not settings.SUGGESTS_NAMES,
        )
        if isinstance(values, list):
            raise Rejected(values)
        return values

    def _lay_out(
        self, document: Document, operation: OperationDefinitionNode, values: dict[str, Any]
    ) -> Layout:
        if excesses := document.measure.excesses(operation, self.limits):
            raise Rejected(excesses)
        planner = Planner(self.schema, document.fragments, values)
        plan = planner.plan(operation)
        price = price_of_operation(operation.operation, plan)
        weight = _text_weight(document.node) + planner.fields * FIELD_WEIGHT
        return Layout(plan, price, _describes(plan), weight)


def _describes(plan: Selection) -> bool:
    about_the_graph = (SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef)
    return all(field.definition in about_the_graph for field in plan.fields)


def _error(reason: Any, code: str = "INVALID") -> GraphQLError:
    return GraphQLError(str(reason), extensions={"code": code})


def _weight(node: DocumentNode) -> int:
    tokens, token = 0, node.loc and node.loc.start_token
    while token:
        tokens, token = tokens + 1, token.next
    return _text_weight(node) + tokens * TOKEN_WEIGHT


def _text_weight(node: DocumentNode) -> int:
    return sys.getsizeof(node.loc.source.body) if node.loc else 0


def _switches(node: DocumentNode) -> frozenset[str]:
    found: set[str] = set()

    class Switches(Visitor):
        def enter_directive(self, directive: Any, *_rest: Any) -> None:
            if directive.name.value in ("skip", "include"):
                found.update(
                    argument.value.name.value
                    for argument in directive.arguments
                    if argument.value.kind == "variable"
                )

    visit(node, Switches())
    return frozenset(found)


__all__ = ["Document", "Documents", "Prepared", "Rejected"]
