"""Where sessions are kept: a table of our own, which says besides whose each of them is."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone

from backend.statements import among, rows_of

from .models import Session

BACKEND = "communs.people.signing_in.AuthenticationBackend"
FORMER_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"  # up to 0.3
LONGEST_KEY = 40  # what the column holds


def may_be_key(text: str) -> bool:
    """Whether a session may have such a key; not every database takes every text."""
    return text.isascii() and text.isalnum() and len(text) <= LONGEST_KEY


class SessionStore(db.SessionStore):
    """A session in the database, as Django has it."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Give the table."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Make the row of a session; it names who signed in."""
        return _of(data, super().create_model_instance(data))

    async def acreate_model_instance(self, data: dict[str, Any]) -> Session:
        """Make the row of a session, as above."""
        return _of(data, await super().acreate_model_instance(data))

    def _get_session_from_db(self) -> Session | None:
        key = self.session_key or ""
        keys = [key] if may_be_key(key) else []
        for data, until in rows_of("a session", _rows, column="pk", keys=keys):
            if until > timezone.now():
                return Session(session_key=key, session_data=data, expire_date=until)
        self._session_key = None
        return None

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Read what a session holds; one that was begun before our own backend goes on."""
        held: dict[str, Any] = super().decode(session_data)
        if held.get(BACKEND_SESSION_KEY) == FORMER_BACKEND:
            held[BACKEND_SESSION_KEY] = BACKEND
        return held


def _of(data: dict[str, Any], row: AbstractBaseSession) -> Session:
    assert isinstance(row, Session)  # noqa: S101 - the store says of what class it is
    row.person_id = data.get(SESSION_KEY)
    return row


def _rows() -> Any:
    return Session.objects.filter(among("pk", only=True)).values_list("session_data", "expire_date")
