"""Doing things at once, over HTTP's handler and each on a connection of its own: for races."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection
from django.test import Client

from backend.graphql.ids import to_global_id
from tests.cast import Cast

Answer = dict[str, Any]


def mutation(cast: Cast, who: str, name: str, shows: str, /, **given: Any) -> Callable[[], Answer]:
    """Prepare a mutation by somebody who is signed in already; called, it gives its payload."""
    kind = f"{name[0].upper()}{name[1:]}Input"
    document = (
        f"mutation($input: {kind}!) {{ {name}(input: $input) {{ {shows} errors {{ code }} }} }}"
    )
    client = Client(headers={"x-requested-with": "tests"})
    client.force_login(cast.person(who))

    def send() -> Answer:
        answer = client.post(
            "/graphql",
            {"query": document, "variables": {"input": given}},
            content_type="application/json",
        ).json()
        assert "errors" not in answer, answer["errors"]
        payload: Answer = answer["data"][name]
        return payload

    return send


def gid(row: Any) -> str:
    """Give the global id of a row."""
    return to_global_id(type(row).__name__, row.pk)


def at_once(calls: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Make all calls at the same moment; give what each answers, in their order."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], Answer]) -> Answer:
        try:
            start.wait(timeout=30)
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def codes(answers: Sequence[Answer]) -> list[str]:
    """Give the code of each answer's problem, in alphabetical order; OK where there is none."""
    return sorted(a["errors"][0]["code"] if a["errors"] else "OK" for a in answers)
