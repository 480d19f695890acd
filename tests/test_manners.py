"""The code minds its manners: these tests read the code, not the data."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
)

from backend.graphql.batched import Batched
from schema.graph import schema, sdl
from tests.touching import touches

ROOT = Path(__file__).resolve().parent.parent
COMMUNS = ROOT / "communs"
TYPES = {
    name: kind for name, kind in schema.graphql_schema.type_map.items() if not name.startswith("__")
}
OUTPUTS = [k for k in TYPES.values() if isinstance(k, GraphQLObjectType | GraphQLInterfaceType)]
CODE = [
    path
    for folder in ("backend", "communs", "schema", "config")
    for path in sorted((ROOT / folder).glob("**/*.py"))
    if "migrations" not in path.parts
]
ACTION_MODULES = [  # an app's actions are a module, or a package of some
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for pattern in ("*/actions.py", "*/actions/[!_]*.py")
    for path in sorted((ROOT / "communs").glob(pattern))
]
ACTIONS = [
    pytest.param(function, id=f"{module.__name__.split('.')[1]}.{name}")
    for module in map(importlib.import_module, ACTION_MODULES)
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if function.__module__ == module.__name__ and not name.startswith("_")
]
READING_ON = ["storing.py", "checking.py"]  # for `sweep_files` and `search_check`
READING = {  # which of what an index found, or was asked about, may be told
    "found.rows: values_list",
    "search_asking.seen: values_list",
    "search_typed._named: values_list",
    "search_typed._topics: values_list",
}
OFFENCES = [
    ("return Thread.objects.filter(open=True)", "objects"),
    ("return Thread._default_manager", "_default_manager"),
    ("return thread.messages.all()", "all"),
    ("return thread.messages.count()", "count"),
    ("return thread.messages.first()", "first"),
    ("thread.save()", "save"),
    ("return rows.filter(pk=1).get()", "get"),
    ("return len(rows)", "len"),
    ("return list(rows.filter(open=True))", "list"),
    ("return [row.pk for row in rows.exclude(pk=1)]", "for"),
    ("found = ThreadNode.visible(context)\n    return sorted(found)", "sorted"),
    ("for row in ThreadNode.visible(context): pass", "for"),
    ("return rows.order_by('pk')[0]", "[]"),
    ("if rows.filter(pk=1): pass", "if"),
    ("return (lambda rows: sum(rows))", "sum"),
    ("from django.db import connection", "django.db.connection"),
    ("import django.db.transaction", "django.db.transaction"),
    ("return rows.values_list('pk')", "values_list"),
]
DECLARATIONS = [
    "return rows.filter(group__in=GroupNode.visible(context).values('pk'))",
    "return rows.exclude(Q(pk=given)).order_by('pk').distinct()",
    "return [each for each in given.values()]",
    "return given.get('first') or given.text.count('a')",
    "found = load(GroupNode.visible(context), given, ())\n    return [found[key] for key in given]",
]


def test_the_exported_schema_is_up_to_date():
    assert (ROOT / "schema/schema.graphql").read_text() == sdl()


def test_every_type_is_described():
    assert [name for name, kind in TYPES.items() if not kind.description] == []


def test_every_field_is_described():
    assert [
        f"{kind.name}.{name}"
        for kind in [*OUTPUTS, *_inputs()]
        for name, field in kind.fields.items()
        if not field.description
    ] == []


def test_every_argument_is_described():
    assert [
        f"{kind.name}.{name}({argument})"
        for kind in OUTPUTS
        for name, field in kind.fields.items()
        for argument, asked in field.args.items()
        if not asked.description
    ] == []


def test_every_enum_value_is_described():
    assert [
        f"{kind.name}.{name}"
        for kind in TYPES.values()
        if isinstance(kind, GraphQLEnumType)
        for name, value in kind.values.items()
        if not value.description
    ] == []


def test_every_field_is_resolved_for_all_its_parents_at_once():
    objects = [k for k in OUTPUTS if isinstance(k, GraphQLObjectType)]
    assert [
        f"{kind.name}.{name}"
        for kind in objects
        for name, field in kind.fields.items()
        if not isinstance(field.resolve, Batched)
    ] == []


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_asks_leave_before_anything_else(action):
    (function,) = ast.parse(inspect.getsource(action)).body
    _docstring, first, *_rest = function.body
    assert re.fullmatch(r"rules\.\w+\.require\(.*\bby\b.*\)", ast.unparse(first))


def test_actions_are_found_in_modules_and_in_packages():
    assert {"communs.groups.actions", "communs.threads.actions.messages"} <= set(ACTION_MODULES)


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_is_offered_by_the_graph(action):
    name = "".join(part.capitalize() for part in action.__name__.split("_"))
    assert f"{name[0].lower()}{name[1:]}" in TYPES["Mutation"].fields


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_outgrows_its_reader(path):
    assert len(path.read_text().splitlines()) <= 300


def test_rows_are_read_to_the_end_before_anything_else_is_asked():
    """But by commands of an operator: see `while_unchanged`."""
    assert [path.name for path in CODE if ".iterator(" in path.read_text()] == READING_ON


def test_no_resolver_touches_the_database():
    """Relations are declared; in `schema/` only visible rows, narrowed, are spoken of."""
    assert {
        f"{path.stem}.{touched}"
        for path in sorted((ROOT / "schema").glob("**/*.py"))
        if path.name != "views.py"  # a door of its own, which no field goes through
        for touched in touches(path.read_text())
    } == READING


@pytest.mark.parametrize(("offence", "word"), OFFENCES)
def test_whatever_touches_the_database_is_seen(offence, word):
    assert touches(f"def resolve(rows, context, thread):\n    {offence}") == [f"resolve: {word}"]


@pytest.mark.parametrize("declaration", DECLARATIONS)
def test_what_narrows_rows_touches_nothing(declaration):
    assert touches(f"def narrow(rows, context, given):\n    {declaration}") == []


def _inputs():
    return [kind for kind in TYPES.values() if isinstance(kind, GraphQLInputObjectType)]
