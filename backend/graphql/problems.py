"""Problems: the failures that a mutation expects, told as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

import graphene
from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, OperationalError
from django.db.models import UniqueConstraint
from django.utils.translation import gettext_lazy as _
from graphene.utils.str_converters import to_camel_case

from backend.rules import Refusal

from .columns import Bound, Plain


class ProblemCode(Enum):
    """What kind of problem it is: clients act on it, people read the message."""

    DENIED = "DENIED"
    MISSING = "MISSING"
    INVALID = "INVALID"
    CONFLICT = "CONFLICT"
    LIMITED = "LIMITED"
    UNAVAILABLE = "UNAVAILABLE"


MEANINGS = {
    "DENIED": "You may not do this; the message says why.",
    "MISSING": "Something that was named is not there, or not for you.",
    "INVALID": "Something that was given cannot be taken; `field` says what.",
    "CONFLICT": "Somebody was faster: look at what stands now, and try again.",
    "LIMITED": "Too much, or too often.",
    "UNAVAILABLE": "Not possible at this moment: the same call may go through later.",
}

Code = graphene.Enum.from_enum(
    ProblemCode,
    description=lambda value: MEANINGS[value.name] if value else (ProblemCode.__doc__ or ""),
)


class Problem(Bound):
    """Why a mutation changed nothing."""

    code = Plain(Code, required=True, description="What kind of problem it is.")
    field = Plain(graphene.String, description="The input that is at fault, where one is.")
    message = Plain(graphene.String, required=True, description="What is wrong, for people.")


@dataclass(frozen=True)
class Told:
    """One problem, as `Problem` shows it."""

    code: str
    message: str
    field: str | None = None


EXPECTED = (Refusal, ValidationError, IntegrityError, OperationalError)


def problems(error: Exception) -> list[Told]:
    """Tell an expected failure; anything else is a bug, and goes on as an exception."""
    if isinstance(error, Refusal):
        return [Told(error.code, str(error), _camel(error.field))]
    if isinstance(error, ValidationError):
        return list(_invalid(error))
    if isinstance(error, IntegrityError):
        return [_broken(error)]
    if isinstance(error, OperationalError):
        message = _("The database cannot answer at this moment. Try again in a few seconds.")
        return [Told("UNAVAILABLE", str(message))]
    raise error


def _invalid(error: ValidationError) -> Iterator[Told]:
    if not hasattr(error, "error_dict"):
        yield from (Told("INVALID", str(message)) for message in error.messages)
        return
    for name, errors in error.message_dict.items():
        field = None if name == NON_FIELD_ERRORS else _camel(name)
        yield from (Told("INVALID", str(message), field) for message in errors)


def _broken(error: IntegrityError) -> Told:
    """Tell which constraint of ours stood in the way; any other is a bug."""
    for constraint in _constraints():
        if _names(error, constraint):
            unique = isinstance(constraint, UniqueConstraint)
            return Told(
                "CONFLICT" if unique else "INVALID", str(constraint.get_violation_error_message())
            )
    raise error


def _constraints() -> Iterator[Any]:
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            constraint.model_table = model._meta.db_table  # type: ignore[attr-defined]
            yield constraint


def _names(error: IntegrityError, constraint: Any) -> bool:
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is not None:
        return bool(diagnosis.constraint_name == constraint.name)
    text = str(error)  # SQLite names a check, but of a unique constraint only the columns
    if constraint.name in text:
        return True
    fields = getattr(constraint, "fields", ())
    columns = [f"{constraint.model_table}.{name}" for name in fields]
    told = text.partition("UNIQUE constraint failed: ")[2].split(", ")
    return (
        bool(columns)
        and len(told) == len(columns)
        and all(any(said in (column, f"{column}_id") for said in told) for column in columns)
    )


def _camel(name: str | None) -> str | None:
    return to_camel_case(name) if name else None
