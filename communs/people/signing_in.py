"""Who signs in, and who is signed in: allauth's rules, and our own reading of an account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account import auth_backends
from django.db import DEFAULT_DB_ALIAS

from backend.statements import among, rows_of

from .models import Person

COLUMNS = tuple(field.attname for field in Person._meta.concrete_fields)


class AuthenticationBackend(auth_backends.AuthenticationBackend):
    """Lets people in as allauth does, and finds them again for each of their requests."""

    def get_user(self, user_id: UUID) -> Person | None:
        """Give the account that a session speaks for; None when it is closed."""
        for row in rows_of("an account", _rows, column="pk", keys=[user_id]):
            person = Person.from_db(DEFAULT_DB_ALIAS, COLUMNS, row)
            if self.user_can_authenticate(person):
                return person
        return None


def _rows() -> Any:
    return Person.objects.filter(among("pk", only=True)).order_by().values_list(*COLUMNS)
