"""Asking the graph over HTTP, as somebody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from backend.graphql.ids import to_global_id
from backend.journal.following import catch_up
from backend.search.engines import engine
from backend.search.follower import SearchFollower

Ask = Callable[..., dict[str, Any]]


def gid(row: Any) -> str:
    """Give the global id of a row."""
    return to_global_id(type(row).__name__, row.pk)


def index() -> None:
    """Let the index follow to the end of the journal."""
    catch_up(SearchFollower())


@pytest.fixture
def own_index(db):
    """Begin with an empty index in a folder of this test's own, and let go of it."""
    index()
    yield
    engine().close()


@pytest.fixture
def post(cast):
    """Send a document as somebody of the cast; gives data and errors, without what it cost."""
    clients: dict[str, Client] = {}

    def send(who: str, document: str, language: str = "en", **variables: Any) -> dict[str, Any]:
        if who not in clients:
            clients[who] = Client(headers={"x-requested-with": "tests"})
            if who != "nobody":
                clients[who].force_login(cast.person(who))
        answer = clients[who].post(
            "/graphql",
            {"query": document, "variables": variables},
            content_type="application/json",
            headers={"accept-language": language},
        )
        return {key: value for key, value in answer.json().items() if key != "extensions"}

    return send


@pytest.fixture
def ask(post) -> Ask:
    """Send a document that must be answered without errors; gives its data."""

    def send(who: str, document: str, **variables: Any) -> dict[str, Any]:
        answer = post(who, document, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    return send


@pytest.fixture
def cost(ask, queries) -> Callable[..., int]:
    """Count the SQL queries that a document takes from somebody who is signed in already."""

    def count(who: str, document: str, **variables: Any) -> int:
        ask(who, "{ __typename }")
        taken: int = queries(lambda: ask(who, document, **variables))
        return taken

    return count


@pytest.fixture
def mutate(ask) -> Ask:
    """Send one mutation: who, its name, what to show besides the errors; gives its payload."""

    def send(who: str, name: str, shown: str, /, **given: Any) -> dict[str, Any]:
        return ask(who, mutation_of(name, f"{shown} errors {{ code field }}"), input=given)[name]

    return send


def mutation_of(name: str, shown: str) -> str:
    """Write the document of one mutation."""
    asked = f"{name[0].upper()}{name[1:]}Input"
    return f"mutation ($input: {asked}!) {{ {name}(input: $input) {{ {shown} }} }}"
