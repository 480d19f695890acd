"""On made-up schemas, whatever their resolvers give: what graphql-core answers, to the letter."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

from graphql import ExecutionResult, GraphQLSchema, execute, parse, validate
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from backend.graphql import standard
from tests.answers import alike
from tests.dice import Dice
from tests.questions import ABSENT, Question, Writer

from .made_up import Thing, World, made_up

EXAMPLES = int(os.environ.get("EXAMPLES", "500"))  # each a schema with a few documents
GIVEN = {  # to arguments, and what they are made of
    "number": [0, 1, -5, None],
    "words": [[], ["a", "b"], "alone", None],
    "range": [{"low": 1}, {"low": 2, "high": None}, {"low": 3, "high": 4}, None],
    "colour": ["RED", "GREEN", None],
    "sure": [True, False],
}


def values(dice: Dice, _field: Any, name: str, _kind: Any) -> Any:
    """Throw what an argument is given."""
    needed = [] if name == "sure" else [ABSENT]
    return dice.one([*needed, *GIVEN[name]])


@st.composite
def asked(draw: Any) -> tuple[GraphQLSchema, World, list[tuple[str, Question]]]:
    """Draw a schema, what its fields give, and a few questions."""
    dice = Dice(draw)
    schema, world = made_up(dice)
    operations = [dice.one(["query", "query", "mutation"]) for _ in range(dice.count(1, 5))]
    return schema, world, [(o, Writer(dice, schema, values).question(o)) for o in operations]


def compare(schema: GraphQLSchema, root: Thing, question: Question, tried: Counter[str]) -> None:
    """Let both answer a question, if it is one."""
    document = parse(question.text)
    if validate(schema, document):
        return
    expected = execute(schema, document, root, "context", question.variables)
    answer = standard.execute(schema, document, root, "context", question.variables)
    assert isinstance(expected, ExecutionResult)
    alike(answer, expected, question)
    tried["documents"] += 1
    tried["with errors"] += bool(expected.errors)
    tried["with several"] += len(expected.errors or ()) > 1
    tried["without data"] += expected.data is None


def test_both_answer_alike_whatever_is_given(tell):
    tried: Counter[str] = Counter()

    @settings(
        max_examples=EXAMPLES,
        database=None,
        phases=[Phase.generate],  # to make what fails smaller takes longer than a test may
        suppress_health_check=list(HealthCheck),
    )
    @given(asked=asked())
    def check(asked):
        schema, world, questions = asked
        for operation, question in questions:
            compare(schema, Thing(world, operation.title(), 0), question, tried)

    check()

    assert tried["documents"] > EXAMPLES
    assert tried["with several"] > EXAMPLES / 10
    tell("Made-up schemas, both executors alike: " + told(tried))


def told(tried: Counter[str]) -> str:
    """Say how much was tried."""
    return ", ".join(f"{count} {what}" for what, count in tried.items())
