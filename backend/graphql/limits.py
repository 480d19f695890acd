"""Limits on what one operation may ask for, judged from its document before anything is done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from graphql import FieldNode, GraphQLError, OperationType, ValidationRule

from backend.rules import Reason

MOST_FIELDS = 10_000  # fragments written out
MOST_LOADS = 200  # fields that lead to rows: each takes a query or two
MOST_ASKED = 50  # fields of a query
MOST_DONE = 10  # fields of a mutation


class TooMuch(Exception):
    """More than one operation may ask for, and why."""

    def __init__(self, reason: Reason, **numbers: int) -> None:
        self.reason = str(reason) % numbers
        super().__init__(self.reason)


@dataclass
class Tally:
    """What was laid out so far, counted while it is: a short document may ask for very much."""

    fields: int = 0
    loads: int = 0

    def lays_out(self) -> None:
        """Count a field."""
        self.fields += 1
        if self.fields > MOST_FIELDS:
            reason = _(
                "This asks for more than %(most)d fields, fragments written out. Ask for fewer."
            )
            raise TooMuch(reason, most=MOST_FIELDS)

    def loads_rows(self) -> None:
        """Count a field that leads to rows."""
        self.loads += 1
        if self.loads > MOST_LOADS:
            reason = _("This reads more than %(most)d lists or links at once. Ask for fewer.")
            raise TooMuch(reason, most=MOST_LOADS)


def check_roots(kind: OperationType, names: Iterable[str]) -> None:
    """Refuse an operation that asks or does too many things; what anything is called is free."""
    asked = sum(name != "__typename" for name in names)
    if kind is OperationType.MUTATION and asked > MOST_DONE:
        reason = _("This does %(asked)d things at once; at most %(most)d. Send several requests.")
        raise TooMuch(reason, asked=asked, most=MOST_DONE)
    if asked > MOST_ASKED:
        reason = _(
            "This asks for %(asked)d things at once; at most %(most)d. Send several requests."
        )
        raise TooMuch(reason, asked=asked, most=MOST_ASKED)


class PlainIntrospection(ValidationRule):
    """The graph describes itself without aliases: by them a few words could ask for it all anew.

    (How deep it may be asked is graphql-core's own rule.)
    """

    def enter_field(self, node: FieldNode, *_rest: Any) -> None:
        parent = self.context.get_parent_type()
        describes = node.name.value == "__schema" or (parent and parent.name.startswith("__"))
        if node.alias and describes:
            reason = _("Ask what the graph describes under its own names, without aliases.")
            self.report_error(GraphQLError(str(reason), node, extensions={"code": "LIMITED"}))
