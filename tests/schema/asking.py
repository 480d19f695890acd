"""Asking our own graph at random: what its arguments are given, and both executors' answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    ExecutionResult,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    execute,
    get_named_type,
    parse,
    validate,
)
from hypothesis import assume
from hypothesis import strategies as st

from backend.graphql import standard
from backend.graphql.context import Context
from backend.graphql.documents import Documents, Rejected
from backend.rules import Actor
from tests.answers import alike
from tests.dice import Dice
from tests.questions import ABSENT, Question, Writer

SIZES = [3, 2, 1, 0, 5, None, -1, 101]
SIMPLE: dict[str, list[Any]] = {
    "Boolean": [True, False],
    "Int": [1, 0, 2, 2024],
    "String": ["", "Lille", "l’alliance", "31555"],
    "Date": ["2024-04-22", "2024-13-01"],
    "DateTime": ["2024-04-22T09:00:00+02:00", "then"],
}


@dataclass(frozen=True)
class Sensible:
    """What makes sense to ask of what is there: ids by type, and cursors of lists."""

    ids: Mapping[str, Sequence[str]]
    cursors: Sequence[str] = ()
    all_ids: list[str] = field(init=False)

    def __post_init__(self) -> None:
        every = [each for some in self.ids.values() for each in some]
        object.__setattr__(self, "all_ids", [*every, "x", ""])

    def __call__(self, dice: Dice, asked: GraphQLField, name: str, kind: Any) -> Any:
        """Throw what an argument is given."""
        if name in ("first", "last", "after", "before"):
            return self._page(dice, name)
        if not isinstance(kind, GraphQLNonNull) and dice.happens(60):
            return ABSENT if dice.happens(90) else None
        return self._value(dice, asked, name, kind)

    def _page(self, dice: Dice, name: str) -> Any:
        if name == "first":  # else a list is as long as lists may be
            return dice.one(SIZES) if dice.happens(97) else ABSENT
        if dice.happens(85):
            return ABSENT
        return dice.one(SIZES) if name == "last" else dice.one([*self.cursors, "bad", ""])

    def _value(self, dice: Dice, asked: GraphQLField, name: str, kind: Any) -> Any:
        bare = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        if isinstance(bare, GraphQLList):
            return [self._value(dice, asked, name, bare.of_type) for _ in range(dice.count(0, 4))]
        if isinstance(bare, GraphQLInputObjectType):
            return {
                key: self._value(dice, asked, key, each.type)
                for key, each in bare.fields.items()
                if isinstance(each.type, GraphQLNonNull) or dice.happens(20)
            }
        if isinstance(bare, GraphQLEnumType):
            return dice.one(sorted(bare.values))
        return self._id(dice, asked, name) if bare.name == "ID" else dice.one(SIMPLE[bare.name])

    def _id(self, dice: Dice, asked: GraphQLField, name: str) -> str:
        expected = {"parent": "Organization", "contributor": "Person", "within": "Topic"}
        of = get_named_type(asked.type).name if name == "id" else name.title()
        fitting = self.ids.get(expected.get(name, of))
        return dice.one(fitting) if fitting and dice.happens(85) else dice.one(self.all_ids)


@dataclass
class Comparison:
    """Both executors, asked the same by the same people; counts what was tried."""

    schema: GraphQLSchema
    actors: Mapping[str, Actor]
    sensible: Sensible
    tried: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.documents = Documents(self.schema)

    def questions(self) -> st.SearchStrategy[tuple[str, Question]]:
        """Draw who asks, and what."""

        @st.composite
        def drawn(draw: Any) -> tuple[str, Question]:
            dice = Dice(draw)
            who = dice.one(sorted(self.actors))
            return who, Writer(dice, self.schema, self.sensible, most_fields=25).question(depth=5)

        return drawn()

    def ask(self, who: str, question: Question) -> None:
        """Let both answer a question."""
        document = parse(question.text)
        assume(not validate(self.schema, document))
        asked = (self.schema, document, None)
        expected = execute(*asked, Context(self.actors[who]), question.variables)
        assert isinstance(expected, ExecutionResult)
        answer = standard.execute(*asked, Context(self.actors[who]), question.variables)
        alike(answer, expected, question)
        self._prepared(question, who, expected)
        self.tried["documents"] += 1
        self.tried[f"by {who}"] += 1
        self.tried["with errors"] += bool(expected.errors)

    def _prepared(self, question: Question, who: str, expected: ExecutionResult) -> None:
        """Ask as our doors do, unless it is more than they let in."""
        try:
            prepared = self.documents.prepare(question.text, None, question.variables)
        except Rejected as rejected:
            codes = {(error.extensions or {}).get("code") for error in rejected.errors}
            assert codes == {"LIMITED"} or expected.data is None, question
            self.tried["kept out"] += 1
            return
        alike(prepared.execute(Context(self.actors[who])), expected, question)

    def told(self) -> str:
        """Say how much was tried."""
        return ", ".join(f"{count} {what}" for what, count in sorted(self.tried.items()))
