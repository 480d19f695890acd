"""Answers of two executors to one question, compared to the letter."""

from __future__ import annotations

import json
from typing import Any

from graphql import ExecutionResult

from .questions import Question


def alike(answer: ExecutionResult, expected: ExecutionResult, question: Question) -> None:
    """Fail unless both say the same, in the same order, errors included."""
    asked = f"{question.text}\n{question.variables}"
    assert written(answer.data) == written(expected.data), asked
    assert errors(answer) == errors(expected), asked


def written(data: Any) -> str:
    """Write data as it is sent: the order of keys counts."""
    return json.dumps(data, default=repr)


def errors(result: ExecutionResult) -> list[Any] | None:
    """Give the errors as they are sent, with what lies behind them."""
    if result.errors is None:
        return None
    return [(each.formatted, type(each.original_error)) for each in result.errors]
