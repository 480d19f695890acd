"""On the demo network, whoever asks and whatever: what graphql-core answers, to the letter."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from graphql import execute, parse
from hypothesis import HealthCheck, Phase, given, settings

from backend.graphql import standard
from backend.graphql.context import Context
from backend.graphql.documents import Documents
from backend.journal.following import catch_up
from backend.rules import NOBODY
from backend.search.engines import engine
from backend.search.follower import SearchFollower
from communs.demo.loading import load
from communs.groups.actors import actor_of
from communs.people.models import Person
from schema.graph import schema
from tests.answers import alike
from tests.questions import Question

from .asking import Comparison, Sensible

GRAPH = schema.graphql_schema
EXAMPLES = int(os.environ.get("EXAMPLES", "500"))
LISTS = "cycles events groups organizations people polls resources territories threads topics"
FOUND = "{ %(name)s(first: 4) { edges { cursor node { __typename id } } } }"
WITHIN = """{ threads(first: 4) { nodes { messages(first: 2) { edges { cursor node
  { __typename id } } } } } }"""


@pytest.fixture
def network(db, monkeypatch, tmp_path):
    """Load the demo network, and let search follow it."""
    monkeypatch.setattr("backend.sealing.token_bytes", bytes)  # so that cursors can be compared
    with transaction.atomic():
        load()
    own = engine()
    catch_up(SearchFollower())
    yield
    own.close()


@pytest.fixture
def actors(network):
    """Give a visitor, a member and a moderator."""
    people = {"noe": "a member", "ines": "a moderator"}
    found = {
        what: actor_of(Person.objects.get(email__startswith=f"{who}."))
        for who, what in people.items()
    }
    return {"a visitor": NOBODY, **found}


@pytest.fixture
def sensible(actors):
    """Find ids and cursors in what a moderator sees."""
    documents, found = Documents(GRAPH), Found()
    for text in [*(FOUND % {"name": name} for name in LISTS.split()), WITHIN]:
        answer = documents.prepare(text).execute(Context(actors["a moderator"]))
        assert answer.errors is None
        found.walk(answer.data)
    return Sensible(found.ids, found.cursors)


@dataclass
class Found:
    """The ids and the cursors that stand in answers."""

    ids: dict[str, list[str]] = field(default_factory=dict)
    cursors: list[str] = field(default_factory=list)

    def walk(self, data: Any) -> None:
        """Note what is in an answer."""
        if isinstance(data, list):
            for each in data:
                self.walk(each)
        elif isinstance(data, dict):
            self._note(data)
            self.walk(list(data.values()))

    def _note(self, data: dict[str, Any]) -> None:
        if "cursor" in data:
            self.cursors.append(data["cursor"])
        if "id" in data:
            self.ids.setdefault(data["__typename"], []).append(data["id"])


def test_both_answer_alike_whatever_is_asked(actors, sensible, tell):
    comparison = Comparison(GRAPH, actors, sensible)

    @settings(
        max_examples=EXAMPLES,
        database=None,
        phases=[Phase.generate],  # to make what fails smaller takes longer than a test may
        suppress_health_check=list(HealthCheck),
    )
    @given(asked=comparison.questions())
    def check(asked):
        comparison.ask(*asked)

    check()

    assert comparison.tried["documents"] >= EXAMPLES
    assert min(comparison.tried[f"by {who}"] for who in actors) > EXAMPLES / 10
    tell(f"The demo network, both executors alike: {comparison.told()}")


def test_both_say_that_what_a_poll_has_not_is_empty(actors, sensible):
    parts = "stances { count } options { count } rounds { number } best { id }"
    text = f"query ($id: ID!) {{ poll(id: $id) {{ kind results {{ {parts} }} }} }}"
    asked = GRAPH, parse(text), None

    for poll in sensible.ids["Poll"]:
        question, who = Question(text, {"id": poll}), actors["a member"]
        expected = execute(*asked, Context(who), question.variables)
        assert expected.errors is None
        alike(standard.execute(*asked, Context(who), question.variables), expected, question)
