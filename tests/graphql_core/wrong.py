"""An executor that is wrong about one thing: it stops a null below where it has to rise to."""

from __future__ import annotations

from typing import Any

from graphql import ExecutionResult
from graphql import execute as rightly


def execute(*args: Any, **options: Any) -> Any:
    """Answer as graphql-core does, but for a null that is left of everything."""
    result = rightly(*args, **options)
    if isinstance(result, ExecutionResult) and result.data is None:
        result.data = {}
    return result


execute_sync = execute
