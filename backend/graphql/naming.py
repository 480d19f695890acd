"""What an input names by id, however deep: found to be loaded, then replaced by what was loaded."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Model

from .inputs import SCALARS, Hint, hints, read


class Name(NamedTuple):
    """An id that was given: of which model, and in which field of the input."""

    model: type[Model]
    id: str
    field: str


def names(hint: Hint, value: Any, field: str) -> Iterator[Name]:
    """Give every id in an input value."""
    if hint.many and isinstance(value, list):
        one = dataclasses.replace(hint, many=False)
        for place, item in enumerate(value):
            yield from names(one, item, field if hint.is_model else f"{field}.{place}")
    elif hint.is_model and isinstance(value, str):
        yield Name(hint.kind, value, field)
    elif _has_parts(hint, value):
        for name, part in parts(hint.kind).items():
            yield from names(part, getattr(value, name), f"{field}.{name}")


def filled(hint: Hint, value: Any, found: Mapping[tuple[type[Model], str], Any]) -> Any:
    """Give an input value with the rows in the place of their ids."""
    if hint.many and isinstance(value, list):
        one = dataclasses.replace(hint, many=False)
        return [filled(one, item, found) for item in value]
    if hint.is_model and isinstance(value, str):
        return found[hint.kind, value]
    if _has_parts(hint, value):
        rows = {
            name: filled(part, getattr(value, name), found)
            for name, part in parts(hint.kind).items()
        }
        return dataclasses.replace(value, **rows)
    return value


@cache
def parts(kind: Any) -> dict[str, Hint]:
    """Give the hints of a dataclass's fields, taken apart."""
    return {name: read(hint) for name, hint in hints(kind).items()}


def _has_parts(hint: Hint, value: Any) -> bool:
    """Whether a value is a nested input: a file that was uploaded is whole."""
    return hint.kind not in SCALARS and dataclasses.is_dataclass(value)
