"""What in a module touches the database by its own hand, where it should only declare."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)

MANAGERS = {"objects", "_default_manager", "_base_manager"}
DATABASE = ("django.db", "psycopg", "sqlite3")  # beside what a declaration is written with
DECLARING = {"Exists", "F", "Model", "OuterRef", "Q", "QuerySet", "Value", "models"}
ASKING = {  # of a queryset, or of a manager of related rows: each runs a query
    *("aggregate", "all", "contains", "count", "dates", "datetimes", "earliest", "exists"),
    *("explain", "first", "in_bulk", "iterator", "last", "latest", "raw", "refresh_from_db"),
    *("prefetch_related", "select_for_update", "select_related", "values_list"),
}
CHANGING = {
    *("bulk_create", "bulk_update", "create", "delete", "get_or_create", "save"),
    *("update_or_create", "acreate", "adelete", "aget", "asave"),
}
NARROWING = {
    *("annotate", "distinct", "exclude", "filter", "none", "order_by", "reverse", "values"),
}
READING = {  # runs the query of what it is given
    *("all", "any", "bool", "dict", "enumerate", "frozenset", "iter", "len", "list", "map"),
    *("max", "min", "next", "reversed", "set", "sorted", "sum", "tuple", "zip"),
}


def touches(source: str) -> list[str]:
    """Say which functions touch the database, and by which word."""
    return sorted({f"{where}: {word}" for where, word in Scope("module").found(ast.parse(source))})


@dataclass(frozen=True)
class Scope:
    """A function, or the module: its name, and the names that are querysets in it."""

    name: str
    querysets: frozenset[str] = frozenset()

    def found(self, tree: ast.AST) -> Iterator[tuple[str, str]]:
        """Find what touches the database below a node: where, and by which word."""
        known = {each for node in _own(tree) for each in self._assigned(node)}
        scope = Scope(self.name, self.querysets | known)
        for node in _own(tree):
            if isinstance(node, FUNCTIONS):
                yield from scope.within(node)
            else:
                yield from ((self.name, word) for word in scope.words(node))

    def within(self, function: Any) -> Iterator[tuple[str, str]]:
        """Find it in a function of this scope."""
        rows = {each.arg for each in function.args.args if each.arg in ("rows", "queryset")}
        name = getattr(function, "name", self.name)
        yield from Scope(name, self.querysets | rows).found(function)

    def words(self, node: ast.AST) -> Iterator[str]:
        """Give the words by which one node touches the database."""
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from _imported(node)
        elif isinstance(node, ast.Attribute) and node.attr in MANAGERS:
            yield node.attr
        elif isinstance(node, ast.Call):
            yield from self._called(node)
        else:
            yield from self._looped(node)

    def _called(self, node: ast.Call) -> Iterator[str]:
        if isinstance(node.func, ast.Attribute):
            name = node.func.attr
            is_of_text = name == "count" and len(node.args) == 1  # or of a list
            if (name in ASKING | CHANGING and not is_of_text) or (
                name == "get" and self._is_rows(node.func.value)
            ):
                yield name
        elif isinstance(node.func, ast.Name) and any(self._is_rows(given) for given in node.args):
            yield from {node.func.id} & READING

    def _looped(self, node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.For | ast.comprehension) and self._is_rows(node.iter):
            yield "for"
        elif isinstance(node, ast.Subscript) and self._is_rows(node.value):
            yield "[]"
        elif isinstance(node, ast.If | ast.IfExp | ast.While) and self._is_rows(node.test):
            yield "if"

    def _assigned(self, node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.Assign) and self._is_rows(node.value):
            yield from (each.id for each in node.targets if isinstance(each, ast.Name))

    def _is_rows(self, node: ast.AST) -> bool:
        """Whether it is a queryset, for all one can read: visible rows, or what narrows some."""
        if isinstance(node, ast.Name):
            return node.id in self.querysets
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            return False
        name, of = node.func.attr, node.func.value
        is_of_dict = name == "values" and not node.args and not node.keywords
        is_own = isinstance(of, ast.Name) and of.id == "self"  # a method of the declaration's
        narrows = name in NARROWING and not is_of_dict and not is_own
        return name in {"visible", "visible_to"} or narrows


def _own(tree: ast.AST) -> Iterator[ast.AST]:
    """Walk below a node, but into no function."""
    for child in ast.iter_child_nodes(tree):
        yield child
        if not isinstance(child, FUNCTIONS):
            yield from _own(child)


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
    for name in node.names:
        whole = f"{module}.{name.name}".strip(".")
        if whole.startswith(DATABASE) and name.name not in DECLARING:
            yield whole
