"""Rules answer one question: may this actor do this to that?

A rule finds *no refusal*, or *the reason for one*; so a denial always explains itself.
Rules join with ``&`` (both must hold) and ``|`` (one is enough)::

    can_reply = is_member & is_open

    can_reply(actor, thread)  # True or False
    can_reply.require(actor, thread)  # silent, or raises Denied("This thread is closed.")
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeAlias
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Reason: TypeAlias = "str | Promise"  # a sentence, translated when it is told
NO_ROLES: Mapping[UUID, str] = MappingProxyType({})


@dataclass(frozen=True)
class Actor:
    """Who asks: made once per request or message; rules judge by it and run no queries."""

    person: UUID | None = None
    roles: Mapping[UUID, str] = field(default_factory=lambda: NO_ROLES, hash=False)  # by group
    scopes: frozenset[str] = frozenset()
    audiences: frozenset[str] = frozenset({"public"})
    is_moderator: bool = False
    session: str | None = None  # the key of the session that speaks, for its revocation

    @property
    def is_signed_in(self) -> bool:
        return self.person is not None

    @cached_property
    def sight(self) -> Actor:
        """The same without the session: in each of them, one sees the same."""
        return replace(self, session=None)

    @property
    def somebody(self) -> UUID:
        """Whoever it is: a refusal for nobody."""
        if self.person is None:
            raise Denied(_("Sign in first."))
        return self.person


NOBODY = Actor()


class Refusal(Exception):
    """Something expected stood in the way; the message says what, in the caller's language."""

    code = "DENIED"

    def __init__(self, reason: Reason, *, field: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field

    def __str__(self) -> str:
        return str(self.reason)

    @property
    def extensions(self) -> dict[str, Any]:
        """What GraphQL's errors carry besides the message."""
        named = {"field": self.field} if self.field else {}
        return {"code": self.code, **named}


class Denied(Refusal):
    """The actor may not do this; the message says why."""


class Invalid(Refusal):
    """What was given cannot be taken; ``field`` names the input that is wrong."""

    code = "INVALID"


class Missing(Refusal):
    """What was named is not there, or not for this actor: the two answer alike."""

    code = "MISSING"


class Limited(Refusal):
    """Too much, or too often."""

    code = "LIMITED"


class Unavailable(Refusal):
    """A part of the system cannot answer now; the same call may go through later."""

    code = "UNAVAILABLE"


class Conflict(Refusal):
    """Somebody was faster; ``current`` is what stands now."""

    code = "CONFLICT"

    def __init__(self, reason: Reason, *, current: Any = None, field: str | None = None) -> None:
        super().__init__(reason, field=field)
        self.current = current


@dataclass(frozen=True)
class Rule:
    """Why not? ``None`` when nothing stands in the way."""

    refusal: Callable[[Actor, Any], Reason | None]

    def __call__(self, actor: Actor, thing: Any = None) -> bool:
        return self.refusal(actor, thing) is None

    def __and__(self, other: Rule) -> Rule:
        return Rule(lambda actor, thing: self.refusal(actor, thing) or other.refusal(actor, thing))

    def __or__(self, other: Rule) -> Rule:
        return Rule(lambda actor, thing: self.refusal(actor, thing) and other.refusal(actor, thing))

    def require(self, actor: Actor, thing: Any = None) -> None:
        """Stop here, with the reason, unless the rule holds."""
        if reason := self.refusal(actor, thing):
            raise Denied(reason)


def rule(reason: Reason) -> Callable[[Callable[[Actor, Any], bool]], Rule]:
    """Turn a yes/no function into a rule that refuses with ``reason``."""
    return lambda holds: Rule(lambda actor, thing: None if holds(actor, thing) else reason)
