"""Sessions: which person a request or a socket speaks for.

A front end in a browser has a session cookie; any other has the token that allauth gave it. Both
lead to one and the same kind of session, so a logout ends what was opened by either.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeAlias

from allauth.core.internal.sessionkit import get_session_user
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from backend.statements import Reading, Row, among, reading

from .models import Person, Session
from .session_store import SessionStore, may_be_key

Speaking: TypeAlias = "tuple[Person, str | None]"  # who, and the key of their session


def key_of(request: HttpRequest) -> str | None:
    """Give the key of the session by which a request speaks, if it may be one."""
    key = request.headers.get("X-Session-Token", request.session.session_key)
    return key if key and may_be_key(key) else None


def person_and_session(request: HttpRequest) -> Speaking | tuple[None, None]:
    """Give who speaks by a request; a token that is nobody's does not fall back on the cookie."""
    token = request.headers.get("X-Session-Token")
    if token is not None:
        return by_token(token) or (None, None)
    user = request.user
    if not isinstance(user, Person):  # Django's lazy user passes for what it holds
        return None, None
    return user, request.session.session_key


def by_token(token: str) -> Speaking | None:
    """Give whose session a token opens; None when it is nobody's, or nobody's any more."""
    session = SessionStore(token)  # allauth would first ask whether there is one
    person = get_session_user(session)
    return (person, session.session_key) if person else None


def speaking(key: str) -> Reading:
    """Want a session, with what a request has to know of its person's account."""
    return reading("who speaks by a session", _rows, column="pk", keys=[key])


def _rows() -> Any:
    account = ("person__id", "person__password", "person__is_active", "person__is_moderator")
    columns = ("session_data", "expire_date", *account)
    return Session.objects.filter(among("pk", only=True)).values_list(*columns)


def speaker(rows: list[Row]) -> tuple[Person, datetime] | tuple[None, None]:
    """Give who a session speaks for and until when, of what `speaking` wants, when all is well.

    None where it is not: then Django has a closer look (`person_and_session`, `by_token`), and
    mends or ends the session. The person has no more than the columns that were read.
    """
    if not rows:
        return None, None
    data, until, key, password, is_active, is_moderator = rows[0]
    if not is_active or until <= timezone.now():
        return None, None
    person = Person(pk=key, password=password, is_active=True, is_moderator=is_moderator)
    held = SessionStore().decode(data)
    is_theirs = held.get(SESSION_KEY) == str(key)
    is_known = held.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
    told = held.get(HASH_SESSION_KEY, "")  # of the password that they had then
    # As it is signed now, or was before the secret key was changed.
    hashes = (person.get_session_auth_hash(), *person.get_session_auth_fallback_hash())
    is_good = any(constant_time_compare(told, each) for each in hashes)
    return (person, until) if is_theirs and is_known and is_good else (None, None)
