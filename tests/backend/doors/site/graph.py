"""A small graph on plain graphql-core, behind the interface that the doors ask for."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.utils.translation import gettext
from graphql import (
    DocumentNode,
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLError,
    build_schema,
    execute_sync,
    get_operation_ast,
    parse,
    validate,
)
from graphql.execution.values import get_argument_values, get_variable_values

from backend import journal
from backend.graphql.context import Context
from backend.graphql.documents import Rejected
from backend.graphql.limits import LIMITS
from backend.journal.models import Entry
from backend.live.listening import Listening
from backend.rules import Denied, Missing

from .facts import Said, Whispered

schema = build_schema(
    """
    type Query {
      hello(name: String): String!
      me: String
      session: String
      worded: Int!
      slow(seconds: Float!): String
      large(size: Int!): String
      bug: String
      locked: String
      denied: String
      month: String
    }
    type Mutation {
      say(thread: ID!, text: String!, times: Int = 1): Int!
      whisper(thread: ID!): Int!
    }
    type Subscription { said(thread: ID!, after: Int): Said! }
    type Said { cursor: Int!, text: String!, me: String, repeated(times: Int!): String! }
    """
)
worded = 0


class Query:
    """What one may ask."""

    def hello(self, _info: Any, name: str = "you") -> str:
        return f"Hello {name}"

    def me(self, info: Any) -> str | None:
        return info.context.actor.person

    def session(self, info: Any) -> str | None:
        return info.context.actor.session

    def worded(self, _info: Any) -> int:
        return worded

    def slow(self, _info: Any, seconds: float) -> str:
        time.sleep(seconds)
        return "slow"

    def large(self, _info: Any, size: int) -> str:
        return "x" * size

    def bug(self, _info: Any) -> str:
        raise ValueError("The secret is 42.")

    def locked(self, _info: Any) -> str:
        raise OperationalError("database is locked")

    def denied(self, _info: Any) -> str:
        raise Denied("Not you.", field="name")

    def month(self, _info: Any) -> str:
        return gettext("March")


class Mutation:
    """What one may do."""

    def say(self, info: Any, thread: str, text: str, times: int) -> int:
        with journal.atomic():
            for number in range(times):
                journal.record(Said(thread, text if times == 1 else f"{text} {number}"))
        return journal.head()

    def whisper(self, info: Any, thread: str) -> int:
        with journal.atomic():
            journal.record(Whispered(thread))
        return journal.head()


class Heard:
    """An entry, as a subscription tells it."""

    def __init__(self, entry: Entry) -> None:
        self.cursor = entry.id
        self.text = entry.data["text"]

    def me(self, info: Any) -> str | None:
        return info.context.actor.person

    def repeated(self, _info: Any, times: int) -> str:
        return self.text * times


def audience_of(thread: str) -> str:
    return "public" if thread.startswith("open") else "members"


@dataclass
class SmallPrepared:
    """One operation, ready to run."""

    node: DocumentNode
    name: str | None
    variables: dict[str, Any]
    cost: int = 7

    @cached_property
    def operation(self) -> Any:
        return get_operation_ast(self.node, self.name)

    @property
    def kind(self) -> str:
        return self.operation.operation.value

    @property
    def document(self) -> Any:
        found = [each for each in self.node.definitions if isinstance(each, FragmentDefinitionNode)]
        return SimpleNamespace(fragments={each.name.value: each for each in found})

    @property
    def personal(self) -> bool:
        return any(each.name.value == "me" for each in self._field.selection_set.selections)

    @property
    def _field(self) -> Any:
        return self.operation.selection_set.selections[0]

    def execute(self, context: Context, root: Any = None) -> ExecutionResult:
        root = root or (Query() if self.kind == "query" else Mutation())
        return execute_sync(schema, self.node, root, context, self.variables, self.name)

    def subscription(self, context: Context) -> Listening:
        definitions = self.operation.variable_definitions
        variables = get_variable_values(schema, definitions, self.variables)
        arguments = get_argument_values(
            schema.subscription_type.fields["said"], self._field, variables
        )
        audience = audience_of(arguments["thread"])
        if audience not in context.actor.audiences:
            raise Missing("There is no such thread.")
        return Listening(f"thread:{arguments['thread']}", audience, arguments.get("after"))

    def event(self, context: Context, entry: Entry) -> ExecutionResult | None:
        global worded  # noqa: PLW0603 - it counts for the whole process
        if entry.kind != Said.kind():
            return None
        if entry.data["text"] == "poison":
            raise ValueError("poison")
        if entry.data["text"] == "flaky" and (Path(settings.VAR) / "away").exists():
            error = OperationalError("away")
            return ExecutionResult(None, [GraphQLError("away", original_error=error)])
        worded += 1
        return self.execute(context, SimpleNamespace(said=Heard(entry)))


class SmallDocuments:
    """Reads documents, and refuses what is none."""

    limits = LIMITS

    def prepare(
        self, text: str, operation_name: str | None, variables: dict[str, Any] | None
    ) -> SmallPrepared:
        try:
            node = parse(text)
        except GraphQLError as error:
            raise Rejected([error]) from error
        if errors := validate(schema, node):
            raise Rejected(errors)
        prepared = SmallPrepared(node, operation_name, variables or {})
        if prepared.operation is None:
            raise Rejected([GraphQLError("Which operation?")])
        values = get_variable_values(
            schema, prepared.operation.variable_definitions, variables or {}
        )
        if isinstance(values, list):
            raise Rejected(values)
        return prepared


documents = SmallDocuments()
