"""What an operation may load at the most, in objects: page sizes multiply.

Worked out once per plan, but for the fields whose page size may hang on a variable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from graphql import OperationType, SchemaMetaFieldDef

from .batched import Batched
from .plan import Choice, FieldPlan, Selection

Variables: TypeAlias = dict[str, Any]
Price: TypeAlias = "int | Callable[[Variables], int]"


WRITE = 100  # objects that might be loaded in the time that one thing takes to be done
DESCRIPTION = 2_000  # likewise, in which the graph describes itself


def price_of_operation(kind: OperationType, plan: Selection) -> Price:
    """Give what an operation costs; what it does has its price besides what it loads."""
    does = len(plan.fields) if kind is OperationType.MUTATION else 0
    return _joined(sum, [price_of(plan), does * WRITE])


def price_of(selection: Selection | Choice | None) -> Price:
    """Give what is loaded for a selection: a number, or, where it hangs on variables, how."""
    if selection is None:
        return 0
    if isinstance(selection, Choice):
        return _joined(max, [0, *(price_of(each) for each in selection.selections.values())])
    return _joined(sum, [_price(field) for field in selection.fields if field.below])


def at(price: Price, variables: Variables) -> int:
    """Give a price for some values of the variables."""
    return price if isinstance(price, int) else price(variables)


def _price(field: FieldPlan) -> Price:
    below, resolver = price_of(field.below), field.resolver
    if field.definition is SchemaMetaFieldDef:
        return DESCRIPTION
    if resolver is None or resolver.shares:
        return below
    if field.fixed is not None and isinstance(below, int):
        return resolver.base + _width(resolver, field.fixed) * (1 + below)

    def price(variables: Variables) -> int:
        width = _width(resolver, field.arguments(variables))
        return resolver.base + width * (1 + at(below, variables))

    return price


def _width(resolver: Batched, args: Mapping[str, Any]) -> int:
    """Say how many values are paid for: one at least, whatever was asked for."""
    return max(1, resolver.width(args))


def _joined(join: Callable[[Iterable[int]], int], prices: list[Price]) -> Price:
    known = join(price for price in prices if isinstance(price, int))
    varying = [price for price in prices if not isinstance(price, int)]
    if not varying:
        return known
    return lambda variables: join([known, *(price(variables) for price in varying)])
