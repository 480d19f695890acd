"""What goes out: results and errors as JSON, each error with a code, and no bug told in detail."""

from __future__ import annotations

import json
import logging
from typing import Any

import orjson
from django.db import InterfaceError, OperationalError
from django.utils import translation
from django.utils.translation import gettext
from graphql import ExecutionResult, GraphQLError

from backend.references import reference
from backend.rules import Reason, Refusal

log = logging.getLogger(__name__)

DATABASE_AWAY = (OperationalError, InterfaceError)  # lost, locked or overloaded: not our bug

LONGEST = 1_000  # characters of a message

Told = dict[str, Any]


def told(result: ExecutionResult, extensions: Told | None = None) -> Told:
    """Give a result as the GraphQL specification words it."""
    answer: Told = {"data": result.data}
    if result.errors:
        answer["errors"] = [told_error(error) for error in result.errors]
    if more := {**(result.extensions or {}), **(extensions or {})}:
        answer["extensions"] = more
    return answer


def told_error(error: GraphQLError) -> Told:
    """Give one error of an operation; what is nobody's business is masked and logged."""
    cause = cause_of(error)
    shape: Told = {"message": error.message, **told_failure(cause)} if cause else _own(error)
    if error.locations:
        shape["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        shape["path"] = error.path
    return shape


def told_failure(cause: BaseException) -> Told:
    """Give an exception as message and code."""
    if isinstance(cause, Refusal):
        return _shape(cause.reason, **cause.extensions)
    if isinstance(cause, DATABASE_AWAY):
        log.warning("The database cannot answer: %s", cause)
        away = gettext("The database cannot answer at this moment. Try again in a few seconds.")
        return _shape(away, "UNAVAILABLE")
    name = reference()
    log.error("Request %s failed.", name, exc_info=cause)
    message = gettext("Something went wrong here. It was noted as %(reference)s.")
    return _shape(message % {"reference": name}, "INTERNAL", requestId=name)


def told_refusal(reason: Reason, code: str, **more: Any) -> Told:
    """Give one error as a whole answer."""
    return {"errors": [_shape(reason, code, **more)]}


def refusal(reason: Reason, code: str, language: str) -> bytes:
    """Give one error as a whole answer, in a language."""
    with translation.override(language):
        return dumps(told_refusal(reason, code))


def dumps(answer: Any) -> bytes:
    """Write JSON."""
    try:
        return orjson.dumps(answer, default=str)
    except TypeError:  # half a surrogate pair, or a number beyond 64 bits
        return json.dumps(answer, default=str).encode()


def cause_of(error: GraphQLError) -> BaseException | None:
    """Find what a resolver raised; None when GraphQL itself objects."""
    cause: BaseException | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _own(error: GraphQLError) -> Told:
    extensions = {"code": "INVALID", **(error.extensions or {})}
    return {"message": _cut(error.message), "extensions": extensions}


def _cut(message: str) -> str:
    """Leave out the end of a sentence that repeats at length what was sent."""
    return message if len(message) <= LONGEST else f"{message[:LONGEST]}…"


def _shape(reason: Reason, code: str, **more: Any) -> Told:
    extensions: Told = {"code": code, **{key: value for key, value in more.items() if value}}
    if code == "UNAVAILABLE":
        extensions["retryable"] = True
    return {"message": str(reason), "extensions": extensions}
