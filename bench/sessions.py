"""A session such as signing in makes: the headers that a browser then sends."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db

from communs.people import session_store
from communs.people.models import Person

DJANGOS = "django.contrib.auth.backends.ModelBackend"  # which the twins find people by


def session_of(person: Person) -> dict[str, str]:
    """Begin a session of somebody's, with us and under the same key with the twins."""
    ours = _begun(session_store.SessionStore(), person, settings.AUTHENTICATION_BACKENDS[0])
    _begun(db.SessionStore(ours.session_key), person, DJANGOS)
    return {
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={ours.session_key}",
        "X-Requested-With": "bench",
    }


def _begun(session: Any, person: Person, backend: str) -> Any:
    session._session_cache = {  # noqa: SLF001 - else one that has a key first looks for itself
        SESSION_KEY: str(person.pk),
        BACKEND_SESSION_KEY: backend,
        HASH_SESSION_KEY: person.get_session_auth_hash(),
    }
    session.save(must_create=True)
    return session
