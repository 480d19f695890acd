"""Sessions: which person a request or a socket speaks for.

A front end in a browser has a session cookie; any other has the token that allauth gave it. Both
lead to one and the same kind of session, so a logout ends what was opened by either.
"""

from __future__ import annotations

from typing import TypeAlias

from allauth.core.internal.sessionkit import get_session_user
from django.http import HttpRequest

from .models import Person
from .session_store import SessionStore

Speaking: TypeAlias = "tuple[Person, str | None]"  # who, and the key of their session

LONGEST_TOKEN = 40  # what the column of sessions holds


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
    if not (token.isascii() and token.isalnum() and len(token) <= LONGEST_TOKEN):
        return None  # no session has such a key, and not every database takes such a text
    session = SessionStore(token)  # allauth would first ask whether there is one
    person = get_session_user(session)
    return (person, session.session_key) if person else None
