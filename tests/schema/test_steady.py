"""Statements are kept for what they were made from: made later from the same, they are the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import EmptyResultSet
from django.utils import timezone
from graphql import GraphQLEnumType, GraphQLObjectType, get_named_type

from backend.graphql.context import Context
from backend.graphql.ids import to_global_id
from backend.graphql.nodes import NODES, visible
from backend.graphql.relations import PageOf
from backend.rules import Actor
from schema.graph import schema

GRAPH = schema.graphql_schema
SOMEBODY = UUID("01890000-0000-7000-8000-000000000001")
LATER = timedelta(days=1_000)
ACTORS = {
    "visitor": Actor(),
    "member": Actor(
        person=SOMEBODY,
        roles={SOMEBODY: "facilitator"},
        audiences=frozenset({"public", "network", f"group:{SOMEBODY}"}),
    ),
    "moderator": Actor(person=SOMEBODY, is_moderator=True),
}
STEADY = [
    (f"{kind.name}.{name}", field, argument)
    for kind in GRAPH.type_map.values()
    if isinstance(kind, GraphQLObjectType)
    for name, field in kind.fields.items()
    if isinstance(field.resolve, PageOf)
    for argument, narrowed in field.resolve.narrowing.filters.items()
    if narrowed.steady
]


def compiled(rows: Any) -> Any:
    """Give the text of a statement, and its values."""
    try:
        return rows.query.get_compiler("default").as_sql()
    except EmptyResultSet:
        return None


def rows_of(field: Any, args: dict[str, Any], actor: Actor) -> Any:
    """Give the rows of a list, as they are when they are asked for."""
    return field.resolve._rows(args, Context(actor))  # noqa: SLF001 - before they are compiled


@pytest.fixture(params=ACTORS)
def actor(request: pytest.FixtureRequest) -> Actor:
    """Give whoever asks."""
    return ACTORS[request.param]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Do something at another time."""
    now = timezone.now()

    def later(when: timedelta, make: Any) -> Any:
        with monkeypatch.context() as patch:
            patch.setattr(timezone, "now", lambda: now + when)
            return make()

    return later


def values(field: Any, argument: str) -> list[Any]:
    """Give values that an argument may have."""
    kind = get_named_type(field.args[argument_name(field, argument)].type)
    if isinstance(kind, GraphQLEnumType):
        return [each.value for each in kind.values.values()]
    if kind.name == "Boolean":
        return [True, False]
    return [to_global_id(name, SOMEBODY) for name in NODES]


def argument_name(field: Any, argument: str) -> str:
    """Find an argument under the name that Python knows it by."""
    return next(name for name, each in field.args.items() if (each.out_name or name) == argument)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(NODES))
def test_what_is_visible_does_not_depend_on_the_time(name: str, actor: Actor, at: Any) -> None:
    def make() -> Any:
        return compiled(visible(NODES[name]._meta.model, Context(actor)).order_by())

    assert at(timedelta(), make) == at(LATER, make)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "argument"),
    [s[1:] for s in STEADY],
    ids=[f"{where}({argument})" for where, _field, argument in STEADY],
)
def test_a_steady_filter_leaves_the_same_at_any_time(
    field: Any, argument: str, actor: Actor, at: Any
) -> None:
    for value in values(field, argument):

        def make(value: Any = value) -> Any:
            return compiled(rows_of(field, {argument: value}, actor))

        assert at(timedelta(), make) == at(LATER, make)


@pytest.mark.django_db
def test_what_does_depend_on_the_time_is_told_apart(at: Any) -> None:
    field = GRAPH.type_map["Query"].fields["people"]  # type: ignore[attr-defined]
    organization = to_global_id("Organization", SOMEBODY)

    def make() -> Any:
        return compiled(rows_of(field, {"organization": organization}, ACTORS["member"]))

    assert at(timedelta(), make) != at(LATER, make)
    assert not field.resolve.narrowing.is_steady({"organization": organization})
