"""Inputs from type hints: what an action's parameters look like in the graph, and back."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import graphene
from django.db.models import Choices, Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from backend.files.documents import Document
from backend.files.pictures import Logo, Picture
from backend.files.uploads import Ready
from backend.rules import Invalid
from backend.unset import Unset

from .uploads import Upload

SCALARS: dict[Any, Any] = {
    str: graphene.String,
    int: graphene.Int,
    float: graphene.Float,
    bool: graphene.Boolean,
    date: graphene.Date,
    time: graphene.Time,
    datetime: graphene.DateTime,
    Decimal: graphene.Decimal,
    UUID: graphene.UUID,
    Document: Upload,
    Picture: Upload,
    Logo: Upload,
}


@dataclasses.dataclass(frozen=True)
class Own:
    """An input type that the graph declares by itself, and what an action gets of its values."""

    kind: Any
    read: Callable[[Any], Any]


OWN: dict[Any, Own] = {}  # by what an action calls it


@dataclasses.dataclass(frozen=True)
class Hint:
    """A type hint, taken apart: what it holds, whether it may be absent, what it means."""

    kind: Any  # a scalar, a model, a set of choices, a dataclass; or the items of a list
    required: bool = True
    many: bool = False
    knows_absence: bool = False  # absent and null are two things to the action
    nullable: bool = False
    description: str = ""

    @property
    def is_model(self) -> bool:
        return isinstance(self.kind, type) and issubclass(self.kind, Model)

    @property
    def is_file(self) -> bool:
        return isinstance(self.kind, type) and issubclass(self.kind, Ready)


def read(hint: Any) -> Hint:
    """Take a hint apart: ``Annotated[list[str] | None | Unset, "what it means"]``."""
    description = ""
    if get_origin(hint) is Annotated:
        hint, *notes = get_args(hint)
        description = next((note for note in notes if isinstance(note, str)), "")
    options = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    kinds = [option for option in options if option not in (NoneType, Unset)]
    if len(kinds) != 1:
        raise TypeError(f"{hint} is not one kind of thing.")
    kind = kinds[0]
    if get_origin(kind) is Annotated:
        kind, *notes = get_args(kind)
        description = description or next((n for n in notes if isinstance(n, str)), "")
    many = get_origin(kind) in (list, tuple)
    return Hint(
        kind=get_args(kind)[0] if many else kind,
        required=len(options) == 1,
        many=many,
        knows_absence=Unset in options,
        nullable=NoneType in options,
        description=description,
    )


def ask(hint: Hint) -> graphene.InputField:
    """Make the input field of a hint."""
    kind = graphene.List(graphene.NonNull(input_type(hint))) if hint.many else input_type(hint)
    return graphene.InputField(kind, required=hint.required, description=hint.description or None)


def input_type(hint: Hint) -> Any:
    """Give the input type of what a hint holds."""
    if hint.is_model:
        return graphene.ID
    if isinstance(hint.kind, type) and issubclass(hint.kind, Choices):
        return choice(hint.kind)
    if hint.kind in OWN:
        return OWN[hint.kind].kind
    if hint.kind in SCALARS:
        return SCALARS[hint.kind]
    return nested(hint.kind)


@cache
def choice(kind: type[Choices]) -> Any:
    """Make one enum, and only one, of each set of choices."""
    labels = {member.name: member for member in kind}

    def described(value: Any) -> str:
        return kind.__doc__ or kind.__name__ if value is None else _english(labels[value.name])

    return graphene.Enum.from_enum(kind, description=described)


@cache
def nested(kind: Any) -> Any:
    """Make the input type of a frozen dataclass."""
    fields = {name: ask(read(hint)) for name, hint in hints(kind).items()}
    described = {"__doc__": kind.__doc__}
    return type(f"{kind.__name__}Input", (graphene.InputObjectType,), fields | described)


def hints(kind: Any) -> dict[str, Any]:
    """Give the hints of a dataclass's fields, notes included."""
    return get_type_hints(kind, include_extras=True)


def take(hint: Hint, value: Any, *, field: str) -> Any:
    """Make of an input value what the action expects; models are loaded elsewhere."""
    if value is None or hint.is_model or hint.is_file:
        return value
    if hint.many:
        one = dataclasses.replace(hint, many=False)
        return [take(one, item, field=field) for item in value]
    if dataclasses.is_dataclass(hint.kind):
        parts = {name: read(part) for name, part in hints(hint.kind).items()}
        given = {
            name: take(parts[name], item, field=f"{field}.{name}") for name, item in value.items()
        }
        return hint.kind(**given)  # type: ignore[operator]
    if isinstance(hint.kind, type) and issubclass(hint.kind, Choices):
        return hint.kind(getattr(value, "value", value))
    return _whole(hint, value, field)


def _whole(hint: Hint, value: Any, field: str) -> Any:
    """Take what has no parts that actions know of."""
    if hint.kind in OWN:
        return OWN[hint.kind].read(value)
    if hint.kind is datetime and value.tzinfo is None:
        raise Invalid(_("Give the time with its offset: 2024-04-22T09:00:00+02:00."), field=field)
    return value


def _english(member: Any) -> str:
    with override("en"):
        return str(member.label)
